package io.omniflow.engine.shapes;

/**
 * What a caption of the shapes model asks for.
 *
 * @param size name of the size, which the checker does not judge; empty if none was named
 * @param color name of the shape's colour
 * @param shape name of the shape
 * @param background name of the ground's colour
 */
public record ShapeScene(String size, String color, String shape, String background) {

    /** Returns the caption in one of the forms that the model was trained on. */
    public String caption() {
        return "a " + size + " " + color + " " + shape + " on a " + background + " background";
    }

    /** Tells whether all that was asked is so here; an empty name in {@code asked} asks nothing. */
    public boolean has(ShapeScene asked) {
        return accepts(asked.size, size)
                && accepts(asked.color, color)
                && accepts(asked.shape, shape)
                && accepts(asked.background, background);
    }

    private static boolean accepts(String asked, String value) {
        return asked.isEmpty() || asked.equals(value);
    }

    /** Returns what the checker finds in a picture that shows this. */
    public ShapeChecker.Finding expected() {
        return new ShapeChecker.Finding(background, color, shape);
    }
}

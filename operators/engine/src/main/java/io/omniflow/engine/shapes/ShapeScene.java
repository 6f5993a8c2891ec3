package io.omniflow.engine.shapes;

/**
 * What a caption of the shapes model asks for.
 *
 * @param size name of the size, which the checker does not judge
 * @param color name of the shape's colour
 * @param shape name of the shape
 * @param background name of the ground's colour
 */
public record ShapeScene(String size, String color, String shape, String background) {

    /** Returns the caption in one of the forms that the model was trained on. */
    public String caption() {
        return "a " + size + " " + color + " " + shape + " on a " + background + " background";
    }

    /** Returns what the checker finds in a picture that shows this. */
    public ShapeChecker.Finding expected() {
        return new ShapeChecker.Finding(background, color, shape);
    }
}

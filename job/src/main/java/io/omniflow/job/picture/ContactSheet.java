package io.omniflow.job.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Draws pictures with their captions in rows on one sheet. */
public final class ContactSheet {

    static final int SIDE = 192;

    static final int GAP = 20;

    private static final int COLUMNS = 4;

    private static final int LINE = 17;

    private static final int CAPTION_LINES = 3;

    private static final Color PAPER = new Color(0xf6, 0xf6, 0xf4);

    private static final Color INK = new Color(0x2b, 0x2b, 0x2b);

    private static final Color FRAME = new Color(0xc9, 0xc9, 0xc4);

    private ContactSheet() {}

    /**
     * A picture and what is written below it.
     *
     * @param image the picture, enlarged without smoothing when it is small
     * @param caption one or more lines; long ones are broken between words
     */
    public record Cell(BufferedImage image, String caption) {}

    /** Draws a sheet. */
    public static BufferedImage draw(List<Cell> cells) {
        int columns = Math.max(1, Math.min(COLUMNS, cells.size()));
        int rows = Math.max(1, (cells.size() + columns - 1) / columns);
        int width = GAP + columns * (SIDE + GAP);
        int height = GAP + rows * (SIDE + CAPTION_LINES * LINE + GAP);
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, width, height);
        for (int i = 0; i < cells.size(); i++) {
            int x = GAP + i % columns * (SIDE + GAP);
            int y = GAP + i / columns * (SIDE + CAPTION_LINES * LINE + GAP);
            drawCell(graphics, cells.get(i), x, y);
        }
        graphics.dispose();
        return sheet;
    }

    private static void drawCell(Graphics2D graphics, Cell cell, int x, int y) {
        drawPicture(graphics, cell.image(), x, y);
        graphics.setColor(FRAME);
        graphics.drawRect(x - 1, y - 1, SIDE + 1, SIDE + 1);
        graphics.setColor(INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        FontMetrics metrics = graphics.getFontMetrics();
        List<String> lines = Captions.wrap(cell.caption(), SIDE, metrics::stringWidth);
        for (int i = 0; i < Math.min(CAPTION_LINES, lines.size()); i++) {
            graphics.drawString(lines.get(i), x, y + SIDE + LINE * (i + 1));
        }
    }

    /** Whole multiples keep the pixels of a small picture square and sharp. */
    private static void drawPicture(Graphics2D graphics, BufferedImage image, int x, int y) {
        int longest = Math.max(image.getWidth(), image.getHeight());
        boolean small = longest <= SIDE;
        double scale = small ? SIDE / longest : (double) SIDE / longest;
        int width = (int) Math.round(image.getWidth() * scale);
        int height = (int) Math.round(image.getHeight() * scale);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                small
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        int left = x + (SIDE - width) / 2;
        int top = y + (SIDE - height) / 2;
        graphics.drawImage(image, left, top, width, height, null);
    }
}

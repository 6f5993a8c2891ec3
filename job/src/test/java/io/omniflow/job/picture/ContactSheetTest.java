package io.omniflow.job.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

    private static final int INNER = ContactSheet.SIDE / 32 * 32;

    private static final int LEFT = ContactSheet.GAP + (ContactSheet.SIDE - INNER) / 2;

    @Test
    void aSmallPictureIsEnlargedWithoutSmoothing() {
        BufferedImage image = plain(32, 32, Color.BLUE);
        image.setRGB(5, 7, Color.RED.getRGB());

        BufferedImage sheet = ContactSheet.draw(List.of(new ContactSheet.Cell(image, "")));

        int scale = INNER / 32;
        for (int x = 0; x < 3 * scale; x++) {
            for (int y = 0; y < 3 * scale; y++) {
                boolean inside = x / scale == 1 && y / scale == 1;
                assertThat(new Color(sheet.getRGB(LEFT + 4 * scale + x, LEFT + 6 * scale + y)))
                        .isEqualTo(inside ? Color.RED : Color.BLUE);
            }
        }
    }

    @Test
    void aLargePictureIsMadeToFitAndKeepsItsShape() {
        BufferedImage sheet =
                ContactSheet.draw(
                        List.of(new ContactSheet.Cell(plain(1024, 512, Color.GREEN), "")));

        int middle = ContactSheet.GAP + ContactSheet.SIDE / 2;
        assertThat(new Color(sheet.getRGB(middle, middle))).isEqualTo(Color.GREEN);
        assertThat(new Color(sheet.getRGB(middle, ContactSheet.GAP + 10)))
                .isNotEqualTo(Color.GREEN);
    }

    @Test
    void aCaptionIsWrittenBelowItsPicture() {
        BufferedImage blank = plain(32, 32, Color.WHITE);
        BufferedImage without = ContactSheet.draw(List.of(new ContactSheet.Cell(blank, "")));
        BufferedImage with = ContactSheet.draw(List.of(new ContactSheet.Cell(blank, "a circle")));

        int top = ContactSheet.GAP + ContactSheet.SIDE + 2;
        assertThat(dark(without, top)).isZero();
        assertThat(dark(with, top)).isPositive();
    }

    @Test
    void picturesStandInRowsOfFour() {
        ContactSheet.Cell cell = new ContactSheet.Cell(plain(32, 32, Color.BLACK), "x");

        BufferedImage one = ContactSheet.draw(List.of(cell));
        BufferedImage four = ContactSheet.draw(Collections.nCopies(4, cell));
        BufferedImage five = ContactSheet.draw(Collections.nCopies(5, cell));

        assertThat(four.getHeight()).isEqualTo(one.getHeight());
        assertThat(five.getWidth()).isEqualTo(four.getWidth());
        assertThat(five.getHeight()).isGreaterThan(four.getHeight());
    }

    @Test
    void aSheetOfNothingIsStillAPicture() {
        assertThat(ContactSheet.draw(List.of()).getWidth()).isPositive();
    }

    @Test
    void captionsBreakBetweenWords() {
        assertThat(Captions.wrap("a big red circle", 9, String::length))
                .containsExactly("a big red", "circle");
        assertThat(Captions.wrap("unbreakable word\nnext", 4, String::length))
                .containsExactly("unbreakable", "word", "next");
    }

    @Test
    void fileNamesArePlain() {
        assertThat(PictureFiles.fileName("A big, red/blue ../circle!"))
                .isEqualTo("a-big-red-blue-..-circle");
        assertThat(PictureFiles.fileName("../..")).isEqualTo("picture");
        assertThat(PictureFiles.fileName("x".repeat(200))).hasSize(60);
    }

    private static BufferedImage plain(int width, int height, Color color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static int dark(BufferedImage sheet, int top) {
        int dark = 0;
        for (int y = top; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                dark += new Color(sheet.getRGB(x, y)).getRed() < 100 ? 1 : 0;
            }
        }
        return dark;
    }
}

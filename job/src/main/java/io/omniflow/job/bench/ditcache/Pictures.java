package io.omniflow.job.bench.ditcache;

import io.omniflow.engine.shapes.ShapeChecker;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Judges the pictures of replays; equal pictures are looked at once. */
final class Pictures {

    private static final int CHANNELS = 3;

    private final Optional<ShapeChecker> checker;
    private final Map<ByteBuffer, ShapeChecker.Finding> found = new HashMap<>();

    /** Creates a judge; without a checker it has no opinion. */
    Pictures(Optional<ShapeChecker> checker) {
        this.checker = checker;
    }

    /**
     * Returns the share of the pictures, in percent, that show what their request asks for; not a
     * number if nobody can tell of any.
     */
    double score(Collection<Served> served) {
        List<Served> judged =
                served.stream()
                        .filter(one -> checker.isPresent() && one.request().scene() != null)
                        .toList();
        long right = judged.stream().filter(this::isRight).count();
        return judged.isEmpty() ? Double.NaN : 100.0 * right / judged.size();
    }

    private boolean isRight(Served served) {
        return finding(served).equals(served.request().scene().expected());
    }

    private ShapeChecker.Finding finding(Served served) {
        return found.computeIfAbsent(
                served.picture(), bytes -> checker.orElseThrow().check(decode(bytes)));
    }

    /**
     * Returns how far pictures of one group are from each other: the root mean square of the
     * differences of grey levels, over all pairs within each group; not a number without a pair.
     */
    static double diversity(Collection<List<Served>> groups) {
        double sum = 0;
        int pairs = 0;
        for (List<Served> group : groups) {
            List<BufferedImage> pictures = new ArrayList<>();
            group.forEach(served -> pictures.add(decode(served.picture())));
            for (int i = 0; i < pictures.size(); i++) {
                for (int j = 0; j < i; j++) {
                    sum += distance(pictures.get(i), pictures.get(j));
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : sum / pairs;
    }

    private static double distance(BufferedImage one, BufferedImage other) {
        double squares = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                for (int shift = 0; shift < CHANNELS * Byte.SIZE; shift += Byte.SIZE) {
                    int a = one.getRGB(x, y) >> shift & 0xff;
                    int b = other.getRGB(x, y) >> shift & 0xff;
                    squares += (double) (a - b) * (a - b);
                }
            }
        }
        return Math.sqrt(squares / ((double) CHANNELS * one.getWidth() * one.getHeight()));
    }

    private static BufferedImage decode(ByteBuffer picture) {
        byte[] bytes = new byte[picture.remaining()];
        picture.duplicate().get(bytes);
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}

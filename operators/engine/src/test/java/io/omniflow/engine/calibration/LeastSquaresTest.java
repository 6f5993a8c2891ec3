package io.omniflow.engine.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    @Test
    void findsAPolynomialThatIsThere() {
        double[] known = {498.7, -283.8, 55.9, -3.82, 0.264};
        Random random = new Random(3);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double x = 0.01 + 0.3 * random.nextDouble();
            points.add(new double[] {x, value(known, x)});
        }

        List<Double> found = LeastSquares.polynomial(points, 4);

        for (int i = 0; i < known.length; i++) {
            assertThat(found.get(i)).isCloseTo(known[i], within(1e-7 * Math.abs(known[i])));
        }
    }

    @Test
    void theErrorIsOrthogonalToEveryPower() {
        Random random = new Random(4);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            points.add(new double[] {random.nextDouble() * 5, random.nextGaussian()});
        }

        double[] found = LeastSquares.polynomial(points, 4).stream().mapToDouble(c -> c).toArray();

        for (int power = 0; power <= 4; power++) {
            double product = 0;
            double size = 0;
            for (double[] point : points) {
                double error = point[1] - value(found, point[0]);
                product += error * Math.pow(point[0], power);
                size += Math.abs(error * Math.pow(point[0], power));
            }
            assertThat(Math.abs(product)).isLessThan(1e-9 * size);
        }
    }

    @Test
    void twoPlacesGiveALine() {
        List<double[]> points =
                List.of(new double[] {2, 7}, new double[] {2, 9}, new double[] {4, 18});

        List<Double> found = LeastSquares.polynomial(points, 4);

        double[] coefficients = found.stream().mapToDouble(c -> c).toArray();
        assertThat(value(coefficients, 2)).isCloseTo(8, within(1e-9));
        assertThat(value(coefficients, 4)).isCloseTo(18, within(1e-9));
        assertThat(found.subList(0, 3)).containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void onePlaceGivesItsMean() {
        List<double[]> points = List.of(new double[] {0, 3}, new double[] {0, 5});

        List<Double> found = LeastSquares.polynomial(points, 2);

        assertThat(found.subList(0, 2)).containsExactly(0.0, 0.0);
        assertThat(found.get(2)).isCloseTo(4, within(1e-12));
    }

    private static double value(double[] coefficients, double x) {
        double value = 0;
        for (double coefficient : coefficients) {
            value = value * x + coefficient;
        }
        return value;
    }
}

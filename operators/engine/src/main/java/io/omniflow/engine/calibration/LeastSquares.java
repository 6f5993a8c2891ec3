package io.omniflow.engine.calibration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Fits polynomials by least squares. */
final class LeastSquares {

    /** Below this share of its length, a column holds nothing that the others do not. */
    private static final double RANK = 1e-12;

    private LeastSquares() {}

    /**
     * Returns the coefficients, highest power first, of the polynomial that comes nearest to the
     * points; by orthogonalising the powers, each scaled to its largest value, twice, which keeps
     * the digits that the normal equations would lose. Powers that the points cannot tell from
     * lower ones get 0.
     *
     * @param points pairs of x and y, at least one
     */
    static List<Double> polynomial(List<double[]> points, int degree) {
        double scale = points.stream().mapToDouble(point -> Math.abs(point[0])).max().orElseThrow();
        double unit = scale == 0 ? 1 : scale;
        double[] rest = points.stream().mapToDouble(point -> point[1]).toArray();
        List<double[]> basis = new ArrayList<>();
        List<double[]> powers = new ArrayList<>();
        double[] coefficients = new double[degree + 1];
        for (int power = 0; power <= degree; power++) {
            double[] column = column(points, unit, power);
            // Which combination of powers the column is, once the others are taken out of it.
            double[] made = new double[degree + 1];
            made[power] = 1;
            double length = norm(column);
            for (int i = 0; i < 2 * basis.size(); i++) {
                int k = i % basis.size();
                double share = dot(basis.get(k), column);
                subtract(column, basis.get(k), share);
                subtract(made, powers.get(k), share);
            }
            if (norm(column) > RANK * length) {
                divide(made, norm(column));
                divide(column, norm(column));
                basis.add(column);
                powers.add(made);
                double share = dot(column, rest);
                subtract(rest, column, share);
                subtract(coefficients, made, -share);
            }
        }
        return highestFirst(coefficients, unit);
    }

    private static double[] column(List<double[]> points, double unit, int power) {
        return points.stream().mapToDouble(point -> Math.pow(point[0] / unit, power)).toArray();
    }

    private static List<Double> highestFirst(double[] coefficients, double unit) {
        List<Double> result = new ArrayList<>();
        for (int power = 0; power < coefficients.length; power++) {
            result.add(coefficients[power] / Math.pow(unit, power));
        }
        Collections.reverse(result);
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static void subtract(double[] from, double[] what, double times) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= times * what[i];
        }
    }

    private static void divide(double[] what, double by) {
        for (int i = 0; i < what.length; i++) {
            what[i] /= by;
        }
    }
}

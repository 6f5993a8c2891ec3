package io.omniflow.job.bench.schedule;

import java.util.ArrayList;
import java.util.List;

/** Draws times of arrival. The unit of time is the mean gap of a stream of rate 1. */
final class ArrivalTimes {

    private ArrivalTimes() {}

    /** Draws a Poisson process of the given rate from time 0. */
    static List<Double> poisson(Draws draws, int number, double rate) {
        List<Double> times = new ArrayList<>(number);
        double time = 0;
        while (times.size() < number) {
            time += draws.exponential(1 / rate);
            times.add(time);
        }
        return times;
    }

    /** Draws a process that switches between two rates; the phases are exponential. */
    static List<Double> phases(Draws draws, int number, Phase busy, Phase calm) {
        List<Double> times = new ArrayList<>(number);
        Phase phase = calm;
        double begin = 0;
        while (times.size() < number) {
            double end = begin + draws.exponential(phase.meanLength());
            // A process without memory may be drawn anew at the begin of each phase.
            double time = begin + gap(draws, phase);
            while (time < end && times.size() < number) {
                times.add(time);
                time += gap(draws, phase);
            }
            begin = end;
            phase = phase == busy ? calm : busy;
        }
        return times;
    }

    private static double gap(Draws draws, Phase phase) {
        return phase.rate() == 0 ? Double.POSITIVE_INFINITY : draws.exponential(1 / phase.rate());
    }

    /**
     * A phase.
     *
     * @param rate arrivals in a unit of time
     * @param meanLength its mean length
     */
    record Phase(double rate, double meanLength) {}
}

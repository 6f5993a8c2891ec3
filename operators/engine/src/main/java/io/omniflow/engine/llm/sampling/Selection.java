package io.omniflow.engine.llm.sampling;

/** Finds a value by its rank without sorting: Hoare's selection. */
final class Selection {

    private Selection() {}

    /** Returns the k-th largest value, counted from 1; the values stay as they are. */
    static float largest(float[] values, int k) {
        float[] work = values.clone();
        int rank = work.length - k;
        int low = 0;
        int high = work.length - 1;
        while (low < high) {
            float pivot = work[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (work[i] < pivot) {
                    i++;
                }
                while (work[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swap = work[i];
                    work[i++] = work[j];
                    work[j--] = swap;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                return work[rank];
            }
        }
        return work[rank];
    }
}

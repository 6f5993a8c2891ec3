package io.omniflow.engine.approximate;

import io.omniflow.core.generation.FinalLatents;
import io.omniflow.core.generation.HalfTensor;
import io.omniflow.core.generation.Neighbour;
import io.omniflow.core.generation.Neighbourhood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Those of a neighbourhood that a generation may start from as far as shapes and embeddings tell.
 * What does not fit the model is left out: another job may have written it.
 */
public final class Candidates {

    /**
     * A neighbour and how near it is.
     *
     * @param neighbour the neighbour
     * @param similarity cosine of the pooled embeddings, at most 1
     */
    public record Candidate(Neighbour neighbour, double similarity) {}

    private Candidates() {}

    /**
     * Finds the candidates, nearest first; of equally near ones the more promising first.
     *
     * @param neighbours what there is
     * @param least least similarity; the neighbourhood's own bound holds besides
     * @param embedding pooled embedding of the prompt
     * @param shape shape of the latents, (1, channels, height, width)
     */
    public static List<Candidate> of(
            Neighbourhood neighbours, double least, float[] embedding, long[] shape) {
        double bound = Math.max(least, neighbours.similarity());
        List<Candidate> near = new ArrayList<>();
        for (Neighbour neighbour : neighbours.members()) {
            FinalLatents latents = neighbour.latents();
            if (fits(latents.latents(), shape) && fits(latents.embedding(), embedding.length)) {
                double similarity = cosine(embedding, latents.embedding().toFloats());
                if (similarity >= bound) {
                    near.add(new Candidate(neighbour, similarity));
                }
            }
        }
        near.sort(Comparator.comparingDouble(Candidate::similarity).reversed());
        return List.copyOf(near);
    }

    private static boolean fits(HalfTensor tensor, long... shape) {
        return Arrays.equals(tensor.shape(), shape) && tensor.isFinite();
    }

    /** Not a number, which is near nothing, if one of them is 0. */
    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return Math.min(1, product / Math.sqrt(squareA * squareB));
    }
}

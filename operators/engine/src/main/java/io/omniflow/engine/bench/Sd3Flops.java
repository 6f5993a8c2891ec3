package io.omniflow.engine.bench;

import io.omniflow.engine.diffusion.Sd3Config;
import io.omniflow.engine.sd3.Sd3Bundle;

/** Counts the multiplications and additions of a step, matrices only. */
final class Sd3Flops {

    private Sd3Flops() {}

    /** Returns the operations of one step of one picture of the training size, both branches. */
    static double ofStep(Sd3Bundle bundle) {
        Sd3Config config = bundle.transformer();
        int side = config.sampleSize() / config.patch();
        double patches = (double) side * side;
        double tokens = bundle.text().tokens();
        double d = config.width();
        double all = patches + tokens;
        // Query, key, value and output are 4 d², the feed-forward layers 8 d².
        double joint = 12 * d * d * all + 2 * all * all * d;
        // The last block has text keys and values, but no text output.
        double last = 12 * d * d * patches + 2 * d * d * tokens + 2 * patches * all * d;
        double ends = patches * d * config.patchValues() * 2;
        double modulation = (12.0 * (config.layers() - 1) + 10) * d * d;
        double oneBranch = (config.layers() - 1) * joint + last + ends + modulation;
        return 2 * 2 * oneBranch;
    }
}

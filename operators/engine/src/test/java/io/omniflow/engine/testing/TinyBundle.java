package io.omniflow.engine.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A bundle of the smallest possible model with random weights, written to a directory. */
public final class TinyBundle {

    private static final int WIDTH = 16;
    private static final int HEADS = 2;
    private static final int LAYERS = 3;
    private static final int TEXT = 12;
    private static final int TOKENS = 6;
    private static final int GRID = 4;
    private static final int PATCH = 2;
    private static final int WORDS = 7;

    private final Random random = new Random(7);
    private final Path root;
    private final boolean qkNorm;
    private final int patch;

    private TinyBundle(Path root, boolean qkNorm, int patch) {
        this.root = root;
        this.qkNorm = qkNorm;
        this.patch = patch;
    }

    /** Writes a bundle for pictures of up to 8 x 8 pixels with weights of a type. */
    public static Path write(Path root, String dtype, boolean qkNorm) {
        return write(root, dtype, qkNorm, PATCH);
    }

    /** Writes a bundle whose pictures have four patches of so many pixels to a side. */
    public static Path write(Path root, String dtype, boolean qkNorm, int patch) {
        TinyBundle bundle = new TinyBundle(root, qkNorm, patch);
        bundle.configs();
        bundle.transformer().write(transformerWeights(root), dtype);
        bundle.text().write(root.resolve("text_encoder/model.safetensors"), dtype);
        return root;
    }

    /** Returns where the transformer's weights are. */
    public static Path transformerWeights(Path root) {
        return root.resolve("transformer/diffusion_pytorch_model.safetensors");
    }

    /** Writes a file of a bundle. */
    public static void text(Path root, String name, String json) {
        SafetensorsWriter.write(
                root.resolve(name), json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void configs() {
        text(root, "model_index.json", "{'_class_name':'OmniflowStableDiffusion3Pipeline'}");
        text(root, "omniflow.json", "{'default_steps':12,'default_guidance_scale':2.5}");
        text(
                root,
                "scheduler/scheduler_config.json",
                "{'_class_name':'FlowMatchEulerDiscreteScheduler','shift':3.0}");
        text(
                root,
                "transformer/config.json",
                String.format(
                        "{'sample_size':%d,'patch_size':%d,'in_channels':3,'out_channels':3,"
                                + "'num_layers':%d,'attention_head_dim':%d,"
                                + "'num_attention_heads':%d,'joint_attention_dim':%d,"
                                + "'caption_projection_dim':%d,'pooled_projection_dim':%d,"
                                + "'pos_embed_max_size':%d,'dual_attention_layers':[],"
                                + "'qk_norm':%s}",
                        GRID * patch,
                        patch,
                        LAYERS,
                        WIDTH / HEADS,
                        HEADS,
                        TEXT,
                        WIDTH,
                        TEXT,
                        GRID,
                        qkNorm ? "'rms_norm'" : "null"));
        text(
                root,
                "text_encoder/config.json",
                String.format(
                        "{'vocab_size':%d,'hidden_size':%d,'intermediate_size':%d,"
                                + "'projection_dim':%d,'num_hidden_layers':2,"
                                + "'num_attention_heads':2,'max_position_embeddings':%d,"
                                + "'hidden_act':'quick_gelu','eos_token_id':3}",
                        WORDS, TEXT, 2 * TEXT, TEXT, TOKENS));
        text(
                root,
                "tokenizer/tokenizer.json",
                "{'version':'1.0','truncation':null,'padding':null,'added_tokens':[],"
                        + "'normalizer':{'type':'Lowercase'},"
                        + "'pre_tokenizer':{'type':'Whitespace'},'post_processor':"
                        + "{'type':'TemplateProcessing','single':["
                        + "{'SpecialToken':{'id':'<bos>','type_id':0}},"
                        + "{'Sequence':{'id':'A','type_id':0}},"
                        + "{'SpecialToken':{'id':'<eos>','type_id':0}}],'pair':[],"
                        + "'special_tokens':{'<bos>':{'id':'<bos>','ids':[1],'tokens':['<bos>']},"
                        + "'<eos>':{'id':'<eos>','ids':[3],'tokens':['<eos>']}}},"
                        + "'decoder':null,'model':{'type':'WordLevel','vocab':{'<pad>':0,"
                        + "'<bos>':1,'<unk>':2,'<eos>':3,'red':4,'blue':5,'circle':6},"
                        + "'unk_token':'<unk>'}}");
    }

    private SafetensorsWriter transformer() {
        SafetensorsWriter out = new SafetensorsWriter();
        add(out, "pos_embed.proj.weight", WIDTH, 3, patch, patch);
        add(out, "pos_embed.proj.bias", WIDTH);
        linear(out, "context_embedder", WIDTH, TEXT);
        linear(out, "time_text_embed.timestep_embedder.linear_1", WIDTH, 256);
        linear(out, "time_text_embed.timestep_embedder.linear_2", WIDTH, WIDTH);
        linear(out, "time_text_embed.text_embedder.linear_1", WIDTH, TEXT);
        linear(out, "time_text_embed.text_embedder.linear_2", WIDTH, WIDTH);
        linear(out, "norm_out.linear", 2 * WIDTH, WIDTH);
        linear(out, "proj_out", 3 * patch * patch, WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            block(out, "transformer_blocks." + i + ".", i == LAYERS - 1);
        }
        return out;
    }

    private void block(SafetensorsWriter out, String from, boolean last) {
        linear(out, from + "norm1.linear", 6 * WIDTH, WIDTH);
        linear(out, from + "norm1_context.linear", (last ? 2 : 6) * WIDTH, WIDTH);
        for (String part : new String[] {"to_q", "to_k", "to_v", "to_out.0"}) {
            linear(out, from + "attn." + part, WIDTH, WIDTH);
        }
        for (String part : new String[] {"add_q_proj", "add_k_proj", "add_v_proj"}) {
            linear(out, from + "attn." + part, WIDTH, WIDTH);
        }
        if (qkNorm) {
            for (String part : new String[] {"norm_q", "norm_k", "norm_added_q", "norm_added_k"}) {
                add(out, from + "attn." + part + ".weight", WIDTH / HEADS);
            }
        }
        linear(out, from + "ff.net.0.proj", 4 * WIDTH, WIDTH);
        linear(out, from + "ff.net.2", WIDTH, 4 * WIDTH);
        if (!last) {
            linear(out, from + "attn.to_add_out", WIDTH, WIDTH);
            linear(out, from + "ff_context.net.0.proj", 4 * WIDTH, WIDTH);
            linear(out, from + "ff_context.net.2", WIDTH, 4 * WIDTH);
        }
    }

    private SafetensorsWriter text() {
        SafetensorsWriter out = new SafetensorsWriter();
        add(out, "text_model.embeddings.token_embedding.weight", WORDS, TEXT);
        add(out, "text_model.embeddings.position_embedding.weight", TOKENS, TEXT);
        linear(out, "text_model.final_layer_norm", TEXT);
        add(out, "text_projection.weight", TEXT, TEXT);
        for (int i = 0; i < 2; i++) {
            String from = "text_model.encoder.layers." + i + ".";
            for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(out, from + "self_attn." + part, TEXT, TEXT);
            }
            linear(out, from + "layer_norm1", TEXT);
            linear(out, from + "layer_norm2", TEXT);
            linear(out, from + "mlp.fc1", 2 * TEXT, TEXT);
            linear(out, from + "mlp.fc2", TEXT, 2 * TEXT);
        }
        return out;
    }

    private void linear(SafetensorsWriter out, String name, long... shape) {
        add(out, name + ".weight", shape);
        add(out, name + ".bias", shape[0]);
    }

    private void add(SafetensorsWriter out, String name, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.2f;
        }
        out.add(name, values, shape);
    }
}

package io.omniflow.engine.script;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import io.omniflow.core.config.ComputeType;
import io.omniflow.engine.runtime.Hardware;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scripted kernels, loaded for one device. Calls are safe from many threads; closing is not,
 * while one of them runs.
 *
 * <p>On a CPU with oneDNN, linear layers take weights that {@link #pack} has brought into the
 * layout of the processor's matrix units; elsewhere packing copies the weight as it is.
 */
public final class Kernels implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

    /** The methods by concern, one file each; the first begins the class. */
    private static final List<String> PARTS =
            List.of(
                    "tensors",
                    "clip",
                    "t5",
                    "condition",
                    "joint",
                    "sampler",
                    "stepcache",
                    "llm",
                    "autoencoder");

    private final NDManager manager;
    private final PtSymbolBlock module;
    private final boolean packed;

    private Kernels(NDManager manager, PtSymbolBlock module, boolean packed) {
        this.manager = manager;
        this.module = module;
        this.packed = packed;
    }

    /** Loads the kernels that suit the device; the PyTorch engine must be initialised. */
    public static Kernels load(Device device) {
        if (!device.isGpu()) {
            try {
                Kernels kernels = load(device, true);
                kernels.tryPacking();
                return kernels;
            } catch (EngineException e) {
                LOG.info("No oneDNN in this PyTorch, using plain linear layers: {}", e.toString());
            }
        }
        return load(device, false);
    }

    static Kernels load(Device device, boolean packed) {
        StringBuilder source = new StringBuilder();
        PARTS.forEach(part -> source.append(resource(part)));
        source.append(resource(attention(device)));
        source.append(resource(packed ? "linear-packed" : "linear-plain"));
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        PtSymbolBlock module = null;
        try (InputStream archive = new ByteArrayInputStream(TorchArchive.of(source.toString()))) {
            module = JniUtils.loadModule((PtNDManager) manager, archive, true, false);
            return new Kernels(manager, module, packed);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        } finally {
            if (module == null) {
                manager.close();
            }
        }
    }

    /** Starts a call of a method of the scripts. */
    public Call call(String method) {
        return new Call(module, method);
    }

    /** Returns the device on which the kernels run. */
    public Device device() {
        return manager.getDevice();
    }

    /** Tells whether linear layers take packed weights. */
    public boolean isPacked() {
        return packed;
    }

    /** Prepares the weight of a linear layer that computes in float32. */
    public NDArray pack(NDManager owner, NDArray weight, int rows) {
        return pack(owner, weight, rows, ComputeType.FLOAT32);
    }

    /**
     * Prepares the weight of a linear layer. The layer computes in the type of its bias, which must
     * be the type asked for here, and takes input of any floating type.
     *
     * @param weight float32 of shape (out, in); stays the caller's
     * @param rows how many rows the layer's input usually has; a hint for the layout
     * @return a new array that only the linear layers of these kernels can read; DJL cannot name
     *     the type of one in bfloat16, so nobody may ask for it
     */
    public NDArray pack(NDManager owner, NDArray weight, int rows, ComputeType type) {
        try (Call call = call("pack")) {
            return call.with(weight).with(rows).with(scalarType(type)).array(owner);
        }
    }

    /**
     * Returns a copy in another type; for float32 the array itself may share its memory with the
     * result. Arrays in bfloat16 go from kernel to kernel only: DJL ends the JVM where it is asked
     * to make one, and calls the type of these unknown.
     */
    public NDArray cast(NDManager owner, NDArray array, ComputeType type) {
        try (Call call = call("cast")) {
            return call.with(array).with(scalarType(type)).array(owner);
        }
    }

    /** The numbers are those of libtorch's {@code ScalarType}. */
    private static long scalarType(ComputeType type) {
        return switch (type) {
            case FLOAT32 -> 6;
            case BFLOAT16 -> 15;
        };
    }

    /**
     * Draws standard normal noise on the CPU, the same that {@code torch.randn} draws with a new
     * CPU generator of this seed, and independent of any other draw in the process.
     */
    public NDArray randn(NDManager owner, long seed, long... shape) {
        try (Call call = call("randn")) {
            return call.withLongs(shape).with(seed).array(owner);
        }
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }

    private void tryPacking() {
        boolean works = false;
        try (NDManager scratch = manager.newSubManager();
                Call call = call("linear")) {
            NDArray weight = pack(scratch, scratch.ones(new Shape(2, 2)), 1);
            NDArray one = scratch.ones(new Shape(1, 2));
            call.with(one).with(weight).with(one.flatten()).array(scratch);
            works = true;
        } finally {
            if (!works) {
                close();
            }
        }
    }

    /**
     * Attention in bfloat16 pays where matrix units do it. Other processors turn each small product
     * into float32 by themselves, which takes longer than to do so once.
     */
    private static String attention(Device device) {
        boolean units = device.isGpu() || Hardware.here().amx();
        return units ? "attention-given" : "attention-float32";
    }

    private static String resource(String name) {
        try (InputStream in = Kernels.class.getResourceAsStream(name + ".torchscript")) {
            if (in == null) {
                throw new IllegalStateException("the kernels are not on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

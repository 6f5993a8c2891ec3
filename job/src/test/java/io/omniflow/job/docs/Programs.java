package io.omniflow.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.slf4j.LoggerFactory;

/** The programs of documents, compiled on the class path of the tests. */
final class Programs {

    private final Path classes;

    private Programs(Path classes) {
        this.classes = classes;
        // A logger that is made while a program runs would write to where that prints.
        LoggerFactory.getLogger(Programs.class);
    }

    /** Compiles all programs, without a warning. */
    static Programs compile(List<CodeBlock> blocks, Path folder, StandardJavaFileManager files)
            throws IOException {
        List<Path> sources = new ArrayList<>();
        for (CodeBlock block : blocks) {
            sources.add(
                    Files.writeString(folder.resolve(block.className() + ".java"), block.code()));
        }
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-Xlint:all,-options,-path,-processing,-classfile",
                        "-Werror",
                        "-d",
                        folder.toString());
        boolean compiled =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(
                                messages,
                                files,
                                null,
                                options,
                                null,
                                files.getJavaFileObjectsFromPaths(sources))
                        .call();
        assertThat(compiled).as("compiles: %s", messages).isTrue();
        return new Programs(folder);
    }

    /** Returns what a program prints. */
    String run(CodeBlock block) throws Exception {
        URL[] urls = {classes.toUri().toURL()};
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(block.className())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new AssertionError(block + " throws", e.getCause());
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}

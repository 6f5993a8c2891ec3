package io.omniflow.job.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every public type and member has Javadoc; that it is well formed is the compiler's business. */
class JavadocTest {

    private static final List<String> MODULES =
            List.of(
                    "../operators/core",
                    "../operators/registry",
                    "../operators/engine",
                    "../operators/worker",
                    "../operators/executor",
                    "../job");

    @Test
    void allThatIsPublicIsDocumented() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            Undocumented undocumented = new Undocumented(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                undocumented.scan(unit, null);
            }
            assertThat(undocumented.types).isGreaterThan(400);
            assertThat(undocumented.names).isEmpty();
        }
    }

    /** Walks public types and collects what has no comment. */
    private static final class Undocumented extends TreePathScanner<Void, Void> {

        private final DocTrees comments;
        private final List<String> names = new ArrayList<>();
        private int types;

        Undocumented(DocTrees comments) {
            this.comments = comments;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            types++;
            check(type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean inherits =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(
                                    each -> each.getAnnotationType().toString().equals("Override"));
            if (isPublic(method.getModifiers()) && !inherits) {
                check(method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            if (isPublic(field.getModifiers())) {
                check(field.getName().toString());
            }
            return null;
        }

        /** Members of interfaces, and constants of enums, need no word to be public. */
        private boolean isPublic(ModifiersTree modifiers) {
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || owner.getKind() == Tree.Kind.INTERFACE
                            && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private void check(String name) {
            if (comments.getDocComment(getCurrentPath()) == null) {
                names.add(
                        getCurrentPath().getCompilationUnit().getSourceFile().getName()
                                + ": "
                                + name);
            }
        }
    }
}

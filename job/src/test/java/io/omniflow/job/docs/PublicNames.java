package io.omniflow.job.docs;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** The public classes of Omniflow and their public members, tests' included. */
final class PublicNames {

    private final List<String> classes;

    private PublicNames(List<String> classes) {
        this.classes = classes;
    }

    /** Finds the names of the classes that a file manager sees. */
    static PublicNames of(StandardJavaFileManager files) throws IOException {
        List<String> names = new ArrayList<>();
        for (JavaFileObject file :
                files.list(
                        StandardLocation.CLASS_PATH,
                        "io.omniflow",
                        Set.of(JavaFileObject.Kind.CLASS),
                        true)) {
            names.add(files.inferBinaryName(StandardLocation.CLASS_PATH, file));
        }
        return new PublicNames(names);
    }

    /** Tells whether there is what a document names. */
    boolean has(ApiDocument.Name name) {
        return classes.stream()
                .filter(
                        each ->
                                each.endsWith("." + name.type())
                                        || each.endsWith("$" + name.type()))
                .map(PublicNames::load)
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .anyMatch(type -> has(type, name));
    }

    private static boolean has(Class<?> type, ApiDocument.Name name) {
        if (name.parameters().isPresent()) {
            return units(type, name)
                    .anyMatch(unit -> unit.getParameterCount() == name.parameters().get());
        }
        return name.member().isEmpty() || hasMember(type, name.member().get());
    }

    private static Stream<Executable> units(Class<?> type, ApiDocument.Name name) {
        return name.member().isEmpty()
                ? Arrays.stream(type.getConstructors())
                : Arrays.<Executable>stream(type.getMethods())
                        .filter(method -> method.getName().equals(name.member().get()));
    }

    private static boolean hasMember(Class<?> type, String member) {
        Stream<Member> members =
                Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()));
        return members.anyMatch(each -> each.getName().equals(member))
                || Arrays.stream(type.getClasses())
                        .anyMatch(nested -> nested.getSimpleName().equals(member));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicNames.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("on the class path, but not there: " + name, e);
        }
    }
}

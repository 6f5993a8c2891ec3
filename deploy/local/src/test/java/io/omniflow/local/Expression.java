package io.omniflow.local;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query of Prometheus.
 *
 * @param where who asks it, for people
 * @param text the query, in which variables of Grafana may stand
 */
record Expression(String where, String text) {

    private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern OFFSET = Pattern.compile("\\boffset\\s+\\w+");
    private static final Pattern FUNCTION = Pattern.compile("[a-z_]+(?=\\s*\\()");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");
    private static final Pattern KEY = Pattern.compile("([a-zA-Z_]+)\\s*(=~|!~|!=|=)");
    private static final Pattern THRESHOLD = Pattern.compile("\\s(<|>|<=|>=|==|!=)\\s[0-9.]+");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "sum", "by");

    /** Returns the names of the time series that it reads. */
    Set<String> series() {
        String rest = text.replaceAll(STRING.pattern(), "");
        for (Pattern removed : new Pattern[] {SELECTOR, RANGE, GROUPING, OFFSET, FUNCTION}) {
            rest = removed.matcher(rest).replaceAll(" ");
        }
        return all(NAME, rest, 0)
                .filter(name -> !OPERATORS.contains(name) && !name.matches("e\\d+"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the labels that it selects or groups by. */
    Set<String> labels() {
        String plain = text.replaceAll(STRING.pattern(), "");
        Stream<String> selected = all(SELECTOR, plain, 1).flatMap(part -> all(KEY, part, 1));
        Stream<String> grouped = all(GROUPING, plain, 2).flatMap(part -> all(NAME, part, 0));
        return Stream.concat(selected, grouped).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns it with values in place of Grafana's variables. */
    Expression filled() {
        return new Expression(
                where,
                text.replaceAll("\\$(job|instance|operation)", ".*")
                        .replace("$__rate_interval", "1m"));
    }

    /** Returns what an alert looks at, whether it is alarming or not. */
    Expression withoutThresholds() {
        return new Expression(where, THRESHOLD.matcher(text).replaceAll(""));
    }

    private static Stream<String> all(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(found -> found.group(group));
    }
}

package io.omniflow.job.cli.top;

/**
 * A line of the view.
 *
 * @param text what it says, without control characters
 * @param look how it stands out where there are colours
 */
record Line(String text, Look look) {

    /** How a line stands out. */
    enum Look {
        /** Not at all. */
        PLAIN(""),
        /** As the title of what follows. */
        TITLE("\033[1m"),
        /** As something that somebody should look at. */
        ALARM("\033[31m");

        private final String code;

        Look(String code) {
            this.code = code;
        }
    }

    static Line plain(String text) {
        return new Line(text, Look.PLAIN);
    }

    static Line title(String text) {
        return new Line(text, Look.TITLE);
    }

    static Line alarm(String text) {
        return new Line(text, Look.ALARM);
    }

    /** Returns at most so many columns of it, with colour or without. */
    String draw(int columns, boolean colour) {
        String cut = text.substring(0, Math.min(columns, text.length()));
        return colour && look != Look.PLAIN ? look.code + cut + "\033[0m" : cut;
    }
}

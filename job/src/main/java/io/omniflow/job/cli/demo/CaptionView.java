package io.omniflow.job.cli.demo;

import io.omniflow.job.cli.terminal.ProgressView;
import io.omniflow.job.client.RequestState;
import java.io.PrintStream;
import java.util.Collection;

/** Prints the text of one request as it is written. */
final class CaptionView implements ProgressView {

    private final PrintStream out;

    private int shown;

    CaptionView(PrintStream out, String prompt) {
        this.out = out;
        out.print(prompt + ": ");
        out.flush();
    }

    @Override
    public void show(Collection<RequestState> states) {
        states.forEach(state -> print(state.text()));
    }

    /** Prints what has not been seen of the whole text, and ends the line. */
    void end(String text) {
        print(text);
        out.println();
    }

    private void print(String text) {
        if (text.length() > shown) {
            out.print(text.substring(shown));
            out.flush();
            shown = text.length();
        }
    }
}

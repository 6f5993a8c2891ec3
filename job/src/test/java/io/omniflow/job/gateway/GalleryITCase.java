package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.omniflow.job.client.SharedBroker;
import io.omniflow.job.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page for people, in a browser, where one is installed. */
@ExtendWith(SharedBroker.class)
class GalleryITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CARD = "document.querySelector('#pictures .card')";

    @TempDir private Path profile;

    @Test
    void somebodyAsksForPicturesAndCancelsOne(EmbeddedBroker broker)
            throws IOException, InterruptedException {
        Optional<Path> program = Browser.program();
        assumeThat(program).as("a Chromium on the path").isPresent();
        try (TestingGateway gateway = TestingGateway.start(broker.bootstrapServers(), "gallery");
                Browser browser = Browser.start(program.get(), profile, 1100, 1000)) {
            browser.open(gateway.address() + "/");
            awaitThat(browser, "document.querySelectorAll('#model option').length == 2");
            awaitThat(browser, "document.getElementById('health').textContent == 'Connected'");

            assertThatARequestIsWatchedAndCancelled(browser, gateway);
            assertThatAPictureIsShown(browser);
            assertThatEveryFieldHasALabel(browser);
        }
    }

    private static void assertThatARequestIsWatchedAndCancelled(
            Browser browser, TestingGateway gateway) {
        ask(browser, "hold a red circle");
        awaitThat(browser, CARD + ".querySelector('.status').textContent == 'Step 1 of 4'");
        awaitThat(browser, CARD + ".querySelector('progress').value == 1");
        awaitThat(browser, CARD + ".querySelector('img.preview')?.naturalWidth == 16");
        awaitThat(browser, CARD + ".querySelector('img.preview').alt == 'Preview at step 3'");
        assertThat(gateway.job().held()).hasSize(1);

        browser.evaluate(CARD + ".querySelector('.cancel').click()");

        awaitThat(browser, CARD + ".querySelector('.status').textContent.startsWith('Cancelled')");
        awaitThat(browser, CARD + ".querySelector('.cancel').hidden");
        awaitThat(browser, "document.getElementById('news').textContent.includes('Cancelled')");
    }

    /** The whole way by keyboard: the caption has the focus, and Enter sends. */
    private static void assertThatAPictureIsShown(Browser browser) {
        ask(browser, "a green ring");
        awaitThat(browser, CARD + ".querySelector('.caption').textContent == 'a green ring'");
        awaitThat(browser, CARD + ".querySelector('img:not(.preview)')?.naturalWidth == 16");
        assertThat(browser.evaluate(CARD + ".querySelectorAll('img').length").asInt()).isOne();
        assertThat(browser.evaluate(CARD + ".querySelector('img').alt").asText())
                .startsWith("a green ring, seed ");
        assertThat(browser.evaluate(CARD + ".querySelector('.facts').textContent").asText())
                .contains("Seed", "Cachenothing reused", "Size16 × 16");
    }

    private static void assertThatEveryFieldHasALabel(Browser browser) {
        assertThat(
                        browser.evaluate(
                                        "[...document.querySelectorAll('input, select, textarea')]"
                                                + ".filter(e => e.labels.length != 1).length")
                                .asInt())
                .isZero();
    }

    private static void ask(Browser browser, String caption) {
        browser.evaluate(
                "document.getElementById('prompt').value = '';"
                        + "document.getElementById('prompt').focus()");
        browser.type(caption);
        browser.press("Enter", 13);
    }

    private static void awaitThat(Browser browser, String condition) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .untilAsserted(
                        () ->
                                assertThat(browser.evaluate(condition).asBoolean())
                                        .as(condition)
                                        .isTrue());
    }
}

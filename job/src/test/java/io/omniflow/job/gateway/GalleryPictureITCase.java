package io.omniflow.job.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the picture of the gallery that the documents show, at a gateway with the shipped models:
 * {@code mvn -Pfast -pl job -am verify -Dtest=NoSuch -Dit.test=GalleryPictureITCase
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * -Domniflow.gallery=http://127.0.0.1:8000}.
 */
@EnabledIfSystemProperty(named = "omniflow.gallery", matches = "https?://.*")
class GalleryPictureITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String CARD = "document.querySelector('#pictures .card')";

    @TempDir private Path profile;

    @Test
    void isTakenWhileAPictureIsMade() throws IOException, InterruptedException {
        try (Browser browser =
                Browser.start(Browser.program().orElseThrow(), profile, 1100, 1000)) {
            browser.open(System.getProperty("omniflow.gallery") + "/");
            awaitThat(browser, "document.querySelectorAll('#model option').length > 1");
            for (String caption :
                    new String[] {
                        "a small green ring on a purple background",
                        "a big red circle on a blue background",
                        "a yellow square on a white background"
                    }) {
                ask(browser, caption, 20);
                awaitThat(browser, CARD + ".querySelector('img:not(.preview)') != null");
            }
            ask(browser, "a big blue triangle on a yellow background", 100);
            awaitThat(browser, CARD + ".querySelector('img.preview')?.alt == 'Preview at step 75'");
            Path file = Path.of("..", "docs", "images", "gallery.png");
            Files.write(file, browser.screenshot());
            assertThat(file).isNotEmptyFile();
        }
    }

    private static void ask(Browser browser, String caption, int steps) {
        browser.evaluate(
                "document.getElementById('model').value = 'shapes';"
                        + "document.getElementById('num_inference_steps').value = "
                        + steps
                        + ";document.getElementById('prompt').value = '';"
                        + "document.getElementById('prompt').focus()");
        browser.type(caption);
        browser.press("Enter", 13);
        awaitThat(browser, CARD + "?.querySelector('.caption').textContent == '" + caption + "'");
    }

    private static void awaitThat(Browser browser, String condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> browser.evaluate(condition).asBoolean());
    }
}

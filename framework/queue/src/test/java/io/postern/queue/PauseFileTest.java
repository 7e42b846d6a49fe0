// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class PauseFileTest {
    @TempDir Path folder;

    @Test
    void isAsConfiguredWhereNobodyHasSaidAnything() {
        assertThat(file(false).isPaused()).isFalse();
        assertThat(file(true).isPaused()).isTrue();
    }

    @Test
    void operatorsWordLastsOverRestarts() {
        file(false).say(true);
        assertThat(file(false).isPaused()).isTrue();
        assertThat(file(false).isPaused()).isTrue();

        file(false).say(false);
        assertThat(file(false).isPaused()).isFalse();
    }

    @Test
    void resumedQueueStaysResumedThoughPausedIsStillConfigured() {
        file(true).say(false);

        assertThat(file(true).isPaused()).isFalse();
    }

    @Test
    void editOfTheConfigurationIsANewerWordAndForgetsTheOlder() {
        file(false).say(true);
        file(true).say(false);

        assertThat(file(false).isPaused()).isFalse();
        assertThat(file(true).isPaused()).isTrue();
    }

    @Test
    void fileThatSaysNothingIsAsIfItWereNotThere() throws Exception {
        Files.writeString(folder.resolve("queue.paused"), "garbage");

        assertThat(file(true).isPaused()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    private PauseFile file(boolean configured) {
        return new PauseFile(folder, configured);
    }
}

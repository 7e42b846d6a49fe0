// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.postern.api.mail.QueueId;
import io.postern.spool.JournalInUseException;
import io.postern.spool.JournalReader;
import io.postern.spool.Mail;
import io.postern.spool.OfflineSpool;
import io.postern.spool.SpoolOnDisk;
import io.postern.spool.SpoolSurvey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A journal that is looked at without being owned. */
@Timeout(60)
class ChronicleReaderTest {
    @TempDir Path folder;

    private final ChronicleJournalFactory engine = new ChronicleJournalFactory();
    private Path segment;
    private QueueId large;

    @BeforeEach
    void write() {
        segment = folder.resolve("0000000001.cq4");
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, folder)) {
            Mail.accept(opened.spool(), Mail.body(1, 500), Mail.acceptance("a"));
            large = Mail.accept(opened.spool(), Mail.body(2, 200_000), Mail.acceptance("b"));
            Mail.accept(opened.spool(), Mail.body(3, 500), Mail.acceptance("c"));
        }
    }

    private SpoolSurvey survey() throws IOException {
        try (OfflineSpool spool = OfflineSpool.open(engine, folder)) {
            return spool.survey();
        }
    }

    @Test
    void tornJournalIsReadAndLeftAsItIs() throws IOException {
        Files.write(segment, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(segment);
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).as(survey.toString()).isTrue();
        assertThat(survey.torn().octets()).isPositive();
        assertThat(survey.waiting().messages()).isEqualTo(3);
        assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    }

    @Test
    void zeroedPageDamagesTheMessageThatHadIt() throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(segment.toFile(), "rw")) {
            octets.seek(octets.length() / 8192 * 4096);
            octets.write(new byte[4096]);
        }
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.damaged())
                .singleElement()
                .extracting(SpoolSurvey.Broken::id)
                .isEqualTo(large.value());
        assertThat(survey.unreadable()).hasSize(1);
    }

    @Test
    void openJournalIsInUse() {
        try (SpoolOnDisk _ = new SpoolOnDisk(engine, folder)) {
            assertThatExceptionOfType(JournalInUseException.class)
                    .isThrownBy(() -> engine.read(folder));
        }
    }

    @Test
    void serverThatIsStartedMeanwhileIsNoticed() throws IOException {
        try (JournalReader reader = engine.read(folder)) {
            assertThatExceptionOfType(JournalInUseException.class)
                    .isThrownBy(() -> reader.replay((_, _) -> restarted()));
        }
    }

    private boolean restarted() {
        if (Files.notExists(folder.resolve("0000000002.cq4"))) {
            new SpoolOnDisk(engine, folder).close();
        }
        return true;
    }

    @Test
    void folderThatIsNotThereIsNotMade() {
        Path missing = folder.resolve("missing");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> engine.read(missing));
        assertThat(missing).doesNotExist();
    }
}

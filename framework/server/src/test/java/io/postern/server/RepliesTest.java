// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Reply;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;

class RepliesTest {
    @Test
    void manualListsEachReply() throws Exception {
        String manual = Files.readString(Path.of("../../distribution/docs/SMTP.md"));
        for (Field field : Replies.class.getDeclaredFields()) {
            if (field.get(null) instanceof Reply reply) {
                String code = (reply.code() + " " + reply.enhanced()).strip();
                assertThat(manual).contains("| " + code + " | " + reply.text() + " |");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A message of which a copy was kept, maybe not of all of it.
 *
 * @param missing is told where somebody reads a body that isn't all there
 */
record CopiedMessage(Asked.Letter letter, Consumer<String> missing) implements Message {
    /** With what was done to its header section. */
    CopiedMessage edited(List<MessageEdit> edits) {
        List<HeaderField> fields = new ArrayList<>(letter.headers());
        for (MessageEdit edit : edits) {
            switch (edit) {
                case HeaderEdit.Add(String name, String value) ->
                        fields.addFirst(new HeaderField(name, value));
                case HeaderEdit.Remove(String name) -> fields.removeIf(field -> field.is(name));
                case MessageEdit.SetSender _, MessageEdit.AddRecipient _, MessageEdit.Wrap _ -> {}
            }
        }
        return new CopiedMessage(
                new Asked.Letter(fields, letter.size(), letter.body(), letter.whole()), missing);
    }

    @Override
    public List<HeaderField> headers() {
        return letter.headers();
    }

    @Override
    public long size() {
        return letter.size();
    }

    @Override
    public boolean isEightBit() {
        return letter.body().chars().anyMatch(octet -> octet > 127);
    }

    @Override
    public InputStream content() {
        if (!letter.whole()) {
            missing.accept("the body isn't in the record");
        }
        StringBuilder section = new StringBuilder();
        for (HeaderField field : letter.headers()) {
            section.append(field.name() + ": " + field.value() + "\r\n");
        }
        byte[] head = section.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] body = letter.body().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return new ByteArrayInputStream(all);
    }
}

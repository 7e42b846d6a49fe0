// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one policy changed of a message.
 *
 * @param policy its name
 */
record PolicyEdits(String policy, List<MessageEdit> edits) {
    /** So many are told of; a log line has an end. */
    private static final int MOST_TOLD = 50;

    PolicyEdits {
        edits = List.copyOf(edits);
    }

    List<HeaderEdit> ofHeaders() {
        return edits.stream()
                .filter(HeaderEdit.class::isInstance)
                .map(HeaderEdit.class::cast)
                .toList();
    }

    List<MessageEdit.Wrap> wraps() {
        return edits.stream()
                .filter(MessageEdit.Wrap.class::isInstance)
                .map(MessageEdit.Wrap.class::cast)
                .toList();
    }

    /** How many octets of text they bring. */
    long octets() {
        long sum = 0;
        for (MessageEdit edit : edits) {
            sum +=
                    switch (edit) {
                        case HeaderEdit.Add(String name, String value) ->
                                octets(name) + octets(value);
                        case MessageEdit.Wrap wrap -> octets(wrap);
                        case HeaderEdit.Remove _,
                                MessageEdit.SetSender _,
                                MessageEdit.AddRecipient _ ->
                                0;
                    };
        }
        return sum;
    }

    /** How many recipients they bring at most. */
    long recipients() {
        return edits.stream().filter(MessageEdit.AddRecipient.class::isInstance).count();
    }

    /** In words, without a value of a field and without the text. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        edits.stream().limit(MOST_TOLD).map(PolicyEdits::told).forEach(told::add);
        if (edits.size() > MOST_TOLD) {
            told.add("and " + (edits.size() - MOST_TOLD) + " more");
        }
        return told;
    }

    private static String told(MessageEdit edit) {
        return switch (edit) {
            case HeaderEdit.Add(String name, _) -> "add " + name;
            case HeaderEdit.Remove(String name) -> "remove " + name;
            case MessageEdit.SetSender(var path) -> "sender <" + path + ">";
            case MessageEdit.AddRecipient(var recipient) -> "recipient <" + recipient + ">";
            case MessageEdit.Wrap wrap -> "wrap " + octets(wrap);
        };
    }

    private static int octets(MessageEdit.Wrap wrap) {
        return octets(wrap.before()) + octets(wrap.after());
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.script.EnvelopeViews.RecipientView;

import java.util.Set;

/** {@code outcome}, for scripts. */
final class OutcomeView extends View {
    private static final Set<String> MEMBERS =
            Set.of(
                    "id",
                    "recipient",
                    "kind",
                    "transport",
                    "code",
                    "text",
                    "host",
                    "reply",
                    "delay");

    private final Outcome outcome;

    OutcomeView(Scope scope, Outcome outcome) {
        super(scope, MEMBERS);
        this.outcome = outcome;
    }

    @Override
    Object member(String name) {
        return switch (name) {
            case "id" -> outcome.queueId().value();
            case "recipient" -> new RecipientView(scope(), outcome.recipient());
            case "kind" -> outcome.kind();
            case "transport" -> outcome.transport();
            case "code" -> outcome.code();
            case "text" -> outcome.text();
            case "host" -> outcome.peer().host();
            case "reply" -> outcome.peer().reply();
            case "delay" -> outcome.delay().toMillis() / 1000.0;
            default -> throw new UnsupportedOperationException(name);
        };
    }
}

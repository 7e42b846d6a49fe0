// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Status;
import io.postern.api.policy.AnswerListener;
import io.postern.api.policy.PolicyAnswer;
import io.postern.api.policy.PolicyQuestion;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;

import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Supplier;

/**
 * Tells those who want to know what policies were asked and what they said. They are called on the
 * session's own thread: a virtual thread for each would cost more than most of them do.
 */
final class AnswerListeners implements AutoCloseable {
    /** Tells nobody. */
    static final AnswerListeners NONE = new AnswerListeners(List::of, () -> {});

    private static final Logger LOG = LoggerFactory.getLogger(AnswerListeners.class);

    private final Supplier<List<AnswerListener>> listeners;
    private final Runnable end;

    private AnswerListeners(Supplier<List<AnswerListener>> listeners, Runnable end) {
        this.listeners = listeners;
        this.end = end;
    }

    /** Follows the services of a framework. */
    static AnswerListeners open(BundleContext context) {
        ServiceTracker<AnswerListener, AnswerListener> tracker =
                new ServiceTracker<>(context, AnswerListener.class, null);
        tracker.open();
        return new AnswerListeners(() -> of(tracker), tracker::close);
    }

    /** These, for as long as they are there. */
    static AnswerListeners of(List<AnswerListener> listeners) {
        return new AnswerListeners(() -> listeners, () -> {});
    }

    /** Whether nobody listens. */
    boolean isEmpty() {
        return listeners.get().isEmpty();
    }

    /** What policies before the message said. */
    void tell(PolicyQuestion question, Answer<Verdict> answer) {
        tell(question, () -> of(answer));
    }

    /** What relay policies said. */
    void tellOfRelay(PolicyQuestion question, Answer<RelayDecision> answer) {
        tell(question, () -> ofRelay(answer));
    }

    /** Tells it; the answer is made only where somebody listens. */
    @SuppressWarnings("IllegalCatch") // a border: one listener's bug must not cost a message
    void tell(PolicyQuestion question, Supplier<PolicyAnswer> answer) {
        List<AnswerListener> present = listeners.get();
        if (present.isEmpty()) {
            return;
        }
        PolicyAnswer made = answer.get();
        for (AnswerListener listener : present) {
            try {
                listener.onAnswer(question, made);
            } catch (RuntimeException broken) {
                LOG.error("listener={} threw", listener.getClass().getName(), broken);
            }
        }
    }

    private static PolicyAnswer of(Answer<Verdict> answer) {
        return switch (answer) {
            case Answer.None<Verdict> _ -> word("pass", "");
            case Answer.Trouble<Verdict>(var status, var by) -> refusal("trouble", status, by);
            case Answer.Given<Verdict>(Verdict verdict, var by) ->
                    switch (verdict) {
                        case Verdict.Pass _ -> word("pass", "");
                        case Verdict.Accept _ -> word("accept", by);
                        case Verdict.Defer(var status) -> refusal("defer", status, by);
                        case Verdict.Reject(var status) -> refusal("reject", status, by);
                    };
        };
    }

    private static PolicyAnswer ofRelay(Answer<RelayDecision> answer) {
        return switch (answer) {
            case Answer.None<RelayDecision> _ -> word("pass", "");
            case Answer.Trouble<RelayDecision>(var status, var by) ->
                    refusal("trouble", status, by);
            case Answer.Given<RelayDecision>(RelayDecision decision, var by) ->
                    switch (decision) {
                        case RelayDecision.Pass _ -> word("pass", "");
                        case RelayDecision.Permit _ -> word("permit", by);
                        case RelayDecision.Defer(var status) -> refusal("defer", status, by);
                        case RelayDecision.Deny(var status) -> refusal("deny", status, by);
                    };
        };
    }

    /** For each question: the usual case, that nobody listens, costs a look at a number. */
    private static List<AnswerListener> of(ServiceTracker<AnswerListener, AnswerListener> tracker) {
        return tracker.size() == 0 ? List.of() : List.copyOf(tracker.getTracked().values());
    }

    private static PolicyAnswer word(String verdict, String by) {
        return new PolicyAnswer(verdict, "", "", List.of(), by);
    }

    private static PolicyAnswer refusal(String verdict, Status status, String by) {
        return new PolicyAnswer(verdict, status.code(), status.text(), List.of(), by);
    }

    @Override
    public void close() {
        end.run();
    }
}

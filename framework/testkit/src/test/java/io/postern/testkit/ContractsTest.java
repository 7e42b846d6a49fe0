// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The contracts let through who obeys them, and say of the others what they do wrong. */
class ContractsTest {
    @Nested
    class OfAConnectPolicy implements ConnectPolicyContract {
        @Override
        public ConnectPolicy policy() {
            return _ -> Verdict.pass();
        }
    }

    @Nested
    class OfAHeloPolicy implements HeloPolicyContract {
        @Override
        public HeloPolicy policy() {
            return client ->
                    client.helo().orElse("").contains(".")
                            ? Verdict.pass()
                            : Verdict.reject(5, 0, "say your full name");
        }
    }

    @Nested
    class OfASenderPolicy implements SenderPolicyContract {
        @Override
        public SenderPolicy policy() {
            return _ -> Verdict.pass();
        }
    }

    @Nested
    class OfARecipientPolicy implements RecipientPolicyContract {
        @Override
        public RecipientPolicy policy() {
            return (_, _) -> Verdict.pass();
        }
    }

    @Nested
    class OfAHeaderPolicy implements HeaderPolicyContract {
        @Override
        public HeaderPolicy policy() {
            return (_, headers) ->
                    headers.header("Subject").isPresent()
                            ? new MessageVerdict.Pass()
                            : new MessageVerdict.Hold("no subject");
        }
    }

    @Nested
    class OfAMessagePolicy implements MessagePolicyContract {
        @Override
        public MessagePolicy policy() {
            return (_, message) -> {
                try (InputStream content = message.content()) {
                    content.readAllBytes();
                    return new MessageVerdict.Pass();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }
    }

    @Nested
    class OfALookup implements LookupContract {
        @Override
        public Lookup lookup() {
            return key ->
                    key.equals("known")
                            ? new LookupAnswer.Found("value")
                            : new LookupAnswer.Absent();
        }

        @Override
        public String known() {
            return "known";
        }

        @Override
        public Optional<Lookup> withoutItsSource() {
            return Optional.of(_ -> new LookupAnswer.Unknown("down"));
        }
    }

    @Nested
    class OfARetrySchedule implements RetryScheduleContract {
        @Override
        public RetrySchedule schedule() {
            return _ -> new RetrySchedule.Next.Wait(Duration.ofMinutes(5));
        }
    }

    @Nested
    class OfAShapingPolicy implements ShapingPolicyContract {
        @Override
        public ShapingPolicy policy() {
            return _ -> Shaping.Limits.NONE;
        }
    }

    @Nested
    class OfAListener implements MailEventListenerContract {
        @Override
        public MailEventListener listener() {
            return _ -> {};
        }
    }

    @Test
    void policyThatTripsOverTextIsFound() {
        HeloPolicyContract contract =
                () ->
                        client ->
                                client.helo().orElse("").charAt(0) == '['
                                        ? Verdict.reject(5, 0, "no literals")
                                        : Verdict.pass();

        assertThatThrownBy(contract::answersForAnyName)
                .isInstanceOf(StringIndexOutOfBoundsException.class);
    }

    @Test
    void policyThatForgetsTheNullReversePathIsFound() {
        SenderPolicyContract contract =
                () ->
                        transaction ->
                                transaction.reversePath().toString().isEmpty()
                                        ? null
                                        : Verdict.pass();

        assertThatThrownBy(contract::answersForAnyReversePath).isInstanceOf(AssertionError.class);
    }

    @Test
    void policyThatLeavesAStreamOpenIsFound() {
        MessagePolicyContract contract =
                () ->
                        (_, message) -> {
                            try {
                                message.content().read();
                                return new MessageVerdict.Pass();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        };

        assertThatThrownBy(contract::closesWhatItReads).isInstanceOf(AssertionError.class);
        assertThatCode(contract::refusesNothingForGoodThatItCannotRead).doesNotThrowAnyException();
    }

    @Test
    void policyThatRefusesForGoodWhatItCannotReadIsFound() {
        MessagePolicyContract contract =
                () ->
                        (_, message) -> {
                            try (InputStream content = message.content()) {
                                content.readAllBytes();
                                return new MessageVerdict.Pass();
                            } catch (IOException e) {
                                return new MessageVerdict.Discard(e.toString());
                            }
                        };

        assertThatThrownBy(contract::refusesNothingForGoodThatItCannotRead)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void lookupThatSaysAbsentWhenItIsBrokenIsFound() {
        LookupContract contract = new BrokenLookup();

        assertThatThrownBy(contract::doesNotSayAbsentWhereItCannotKnow)
                .isInstanceOf(AssertionError.class);
    }

    private static final class BrokenLookup implements LookupContract {
        @Override
        public Lookup lookup() {
            return _ -> new LookupAnswer.Absent();
        }

        @Override
        public String known() {
            return "known";
        }

        @Override
        public Optional<Lookup> withoutItsSource() {
            return Optional.of(lookup());
        }
    }

    @Test
    void scheduleThatWaitsForThePastIsFound() {
        RetryScheduleContract contract =
                () ->
                        deferral ->
                                new RetrySchedule.Next.Wait(
                                        Duration.ofDays(5).minus(deferral.age()));

        assertThatThrownBy(contract::answersForEveryDeferral).isInstanceOf(AssertionError.class);
    }

    @Test
    void shapingWithoutANameForThePoolIsFound() {
        ShapingPolicyContract contract =
                () ->
                        _ ->
                                new Shaping.Limits(
                                        OptionalInt.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        OptionalInt.empty(),
                                        Optional.of(""),
                                        Optional.empty());

        assertThatThrownBy(contract::answersForAnyDestination).isInstanceOf(AssertionError.class);
    }

    @Test
    void listenerThatThrowsIsFound() {
        MailEventListenerContract contract =
                () ->
                        event -> {
                            if (event instanceof MailEvent.Held) {
                                throw new IllegalStateException("a kind it doesn't know");
                            }
                        };

        assertThatThrownBy(contract::takesEveryKindOfEvent).isInstanceOf(AssertionError.class);
    }

    @Test
    void thereIsASampleOfEveryEvent() {
        List<Class<?>> sampled =
                TestEvents.all().stream().<Class<?>>map(Object::getClass).distinct().toList();

        assertThat(sampled)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(MailEvent.class.getPermittedSubclasses())
                                .collect(Collectors.toList()));
    }
}

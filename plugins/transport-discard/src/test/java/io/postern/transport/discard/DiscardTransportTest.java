// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.discard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;
import java.util.Collection;

class DiscardTransportTest implements TransportContract {
    @Override
    public DiscardTransport transport() {
        return transport("taken and thrown away");
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello"))
                .to("alice@example.test", "bob@example.test");
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        // nowhere: that is the point
    }

    @Test
    void saysWhatBecameOfItAndReportsTheSuccessItself() {
        assertThat(transport("into the void").deliver(attempt()).outcomes().values())
                .allSatisfy(
                        outcome -> {
                            assertThat(outcome.status().toString())
                                    .isEqualTo("2.0.0 into the void");
                            assertThat(((Delivered) outcome).reach()).isEqualTo(Reach.MAILBOX);
                        });
    }

    @Test
    void badTextIsRefusedByName() {
        for (String bad : new String[] {"", " ", "a\nb", "schön"}) {
            assertThatThrownBy(() -> transport(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("discard transport: text: ");
        }
    }

    private static DiscardTransport transport(String text) {
        return new DiscardTransport(
                new DiscardTransport.Options() {
                    @Override
                    public String text() {
                        return text;
                    }

                    @Override
                    public Class<? extends Annotation> annotationType() {
                        return DiscardTransport.Options.class;
                    }
                });
    }
}

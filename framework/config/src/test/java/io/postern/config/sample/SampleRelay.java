// SPDX-License-Identifier: Apache-2.0
package io.postern.config.sample;

import io.postern.api.config.Option;
import io.postern.api.config.Option.Kind;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Arrays;
import java.util.function.Consumer;

/** Takes a plain value. */
@Component(
        configurationPid = "sample.relay",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=networks")
@Designate(ocd = SampleRelay.Options.class, factory = true)
public final class SampleRelay implements RelayPolicy {
    @ObjectClassDefinition
    @interface Options {
        @Option(kind = Kind.NETWORK)
        String[] value();
    }

    @Activate
    public SampleRelay(Options options, @Reference(target = "(test=log)") Consumer<String> log) {
        log.accept("relay: " + Arrays.toString(options.value()));
    }

    @Override
    public RelayDecision onRelay(Transaction transaction, Recipient recipient) {
        throw new UnsupportedOperationException();
    }
}

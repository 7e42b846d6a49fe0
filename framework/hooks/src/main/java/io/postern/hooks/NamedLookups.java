// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds lookups by name for scripts, which know nothing of this bundle: a service of the JDK's
 * {@link Function} with the property {@code postern.lookups=by-name}. What it finds is called as
 * hooks are, with a deadline; trouble is {@link LookupAnswer.Unknown}, never an exception.
 */
@Component(service = Function.class, property = "postern.lookups=by-name")
public final class NamedLookups implements Function<String, Optional<Lookup>> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HookChain<Lookup> lookups;

    /** Follows the lookups that are services. */
    @Activate
    public NamedLookups(BundleContext context, @Reference HookHost host) {
        this(HookChain.open(context, Lookup.class, LIMIT, host));
    }

    NamedLookups(HookChain<Lookup> lookups) {
        this.lookups = lookups;
    }

    @Deactivate
    void stop() {
        lookups.close();
    }

    @Override
    public Optional<Lookup> apply(String name) {
        return lookups.named(name).map(hook -> key -> find(hook, key));
    }

    private static LookupAnswer find(Hook<Lookup> hook, String key) throws InterruptedException {
        Answer<LookupAnswer> answer = hook.call(lookup -> lookup.find(key), LIMIT);
        return switch (answer) {
            case Answer.Given<LookupAnswer>(LookupAnswer said, _) -> said;
            case Answer.Trouble<LookupAnswer>(var status, _) ->
                    new LookupAnswer.Unknown(status.text());
            case Answer.None<LookupAnswer> _ when hook.isSuspended() -> new LookupAnswer.Absent();
            case Answer.None<LookupAnswer> _ ->
                    new LookupAnswer.Unknown(hook.info().name() + " has just gone");
        };
    }
}

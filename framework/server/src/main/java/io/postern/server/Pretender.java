// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

import java.util.List;

/** Finds the listener of a pretended session, and starts it there. */
@Component(service = PretendSession.class)
public final class Pretender implements PretendSession {
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Listener> listeners = List.of();

    @Override
    public List<String> listeners() {
        return listeners.stream().map(Listener::server).map(Pretender::name).sorted().toList();
    }

    @Override
    public List<Exchange> run(Visitor visitor, Letter letter) throws InterruptedException {
        for (Listener listener : listeners) {
            if (name(listener.server()).equals(visitor.listener())) {
                return new PretendDialogue(listener.server(), visitor).run(letter);
            }
        }
        throw new IllegalArgumentException("no listener: " + visitor.listener());
    }

    private static String name(ServerContext server) {
        return server.settings().name();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

import java.util.List;
import java.util.Set;

/** Who we are by the last file that was applied. Any thread may ask; the applier's changes it. */
final class PosternIdentity implements HostIdentity {
    private volatile Names names;

    PosternIdentity(Identity identity) {
        this.names = Names.of(identity);
    }

    /** From now on it is this. */
    void become(Identity identity) {
        names = Names.of(identity);
    }

    @Override
    public String hostname() {
        return names.hostname();
    }

    @Override
    public boolean isLocal(Domain domain) {
        return names.local().contains(domain);
    }

    @Override
    public boolean isRelay(Domain domain) {
        return names.relay().contains(domain);
    }

    @Override
    public Domain defaultDomain() {
        return names.standard();
    }

    private record Names(String hostname, Set<Domain> local, Set<Domain> relay, Domain standard) {
        static Names of(Identity identity) {
            List<Domain> local = identity.local();
            return new Names(
                    identity.hostname(),
                    Set.copyOf(local),
                    Set.copyOf(identity.relay()),
                    local.isEmpty() ? new Domain(identity.hostname()) : local.getFirst());
        }
    }
}

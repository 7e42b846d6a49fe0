// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import org.osgi.annotation.versioning.ProviderType;

/** Counts how sessions with other hosts came to TLS, for reports to their domains. A service. */
@ProviderType
public interface TlsResults {
    /** Counts one. Never blocks, never fails; safe for many threads. */
    void add(TlsResult result);
}

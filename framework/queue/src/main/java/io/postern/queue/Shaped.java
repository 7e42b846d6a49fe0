// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.TlsLevel;

import java.util.Map;
import java.util.Optional;

/**
 * What shaping says of one domain's mail to one site.
 *
 * @param pool where it may come from; empty for the default
 * @param limits by source
 */
record Shaped(
        Domain domain, String pool, Optional<TlsLevel> tls, Map<String, Shaping.Limits> limits) {}

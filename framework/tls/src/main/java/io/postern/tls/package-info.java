// SPDX-License-Identifier: Apache-2.0
/**
 * TLS for listeners: the section {@code tls:}, its PEM files, which are read again when they
 * change, the choice of a certificate by name, and whether a client's certificate proves anything;
 * and the certificate that we show as a client. Knows no sockets.
 */
@Version("1.1.0")
@Export
@NullMarked
package io.postern.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

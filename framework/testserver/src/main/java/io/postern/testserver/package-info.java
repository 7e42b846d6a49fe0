// SPDX-License-Identifier: Apache-2.0
/**
 * The real server, spool and queue in the JVM of a test, with the plugins it is given: {@link
 * io.postern.testserver.TestServer}.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.testserver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

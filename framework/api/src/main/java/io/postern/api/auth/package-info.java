// SPDX-License-Identifier: Apache-2.0
/** The hook that says who a client is (RFC 4954). */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.api.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

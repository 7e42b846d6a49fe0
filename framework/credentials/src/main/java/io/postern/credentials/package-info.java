// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept of passwords, and the file of users that it is kept in: for authenticators and for
 * {@code postern user}.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.credentials;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

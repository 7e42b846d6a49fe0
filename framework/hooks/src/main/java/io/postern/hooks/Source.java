// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * Where a service comes from.
 *
 * @param plugin the symbolic name of its bundle
 * @param version of that
 * @param bundle its id; of two versions, the one with the higher was installed later
 * @param service its {@code service.id}
 */
record Source(String plugin, String version, long bundle, long service) {
    static Source of(ServiceReference<?> reference) {
        long service = (Long) reference.getProperty(Constants.SERVICE_ID);
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return new Source("gone", Version.emptyVersion.toString(), -1, service);
        }
        String name = bundle.getSymbolicName();
        return new Source(
                name == null ? "bundle-" + bundle.getBundleId() : name,
                bundle.getVersion().toString(),
                bundle.getBundleId(),
                service);
    }

    /** As events and figures call it: {@code name/version}. */
    String label() {
        return plugin + "/" + version;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.Version;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an inspected jar is.
 *
 * @param name the bundle's symbolic name
 * @param sha256 of its octets, in hexadecimal
 * @param types what its components are called in postern.yaml
 * @param packages of its own classes
 * @param signer who signed it, empty where nobody is asked to
 */
record PluginFacts(
        String name,
        Version version,
        String sha256,
        Uses uses,
        List<HookType> types,
        Set<String> packages,
        String signer) {
    PluginFacts {
        types = List.copyOf(types);
        packages = Set.copyOf(packages);
    }

    /** {@code name/version}, as events have it. */
    String label() {
        return name + "/" + version;
    }

    /** As in a JSON object. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("version", version.toString());
        fields.put("sha256", sha256);
        fields.put("signer", signer);
        fields.put(
                "types", types.stream().map(t -> Uses.simple(t.hook()) + " " + t.type()).toList());
        fields.put("uses", uses.fields());
        return fields;
    }
}

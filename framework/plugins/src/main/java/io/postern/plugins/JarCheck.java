// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Looks at a jar without a server. */
public final class JarCheck {
    private JarCheck() {}

    /**
     * What a jar is, as in a JSON object.
     *
     * @param bundles folders with the jars of the Postern that it is for
     * @param keys the folder with the certificates of those who may sign; it needn't be there
     * @throws Refusal where it couldn't be a plugin there
     */
    public static Map<String, Object> check(Path jar, List<Path> bundles, Path keys)
            throws IOException, Refusal {
        Path work = Files.createTempDirectory("postern-plugin");
        try (InputStream in = Files.newInputStream(jar);
                PrivateCopies.Taken taken = new PrivateCopies(work).take(in)) {
            Inspection inspection =
                    new Inspection(new Signatures(keys), Runtime.version().feature());
            return inspection.of(taken.file(), taken.sha256(), Offer.of(bundles)).fields();
        } finally {
            Files.delete(work);
        }
    }
}

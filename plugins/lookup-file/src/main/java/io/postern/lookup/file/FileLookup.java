// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup.file;

import io.postern.api.config.Option;
import io.postern.api.config.WatchedFile;
import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Finds values in a text file. Blocks only to read the file again where it has changed; safe for
 * many threads. Without a good file nobody can tell what is in it, so nothing is "absent".
 */
@Component(
        configurationPid = "io.postern.lookup.file",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=file")
@Designate(ocd = FileLookup.Options.class, factory = true)
public final class FileLookup implements Lookup {
    private static final Logger log = LoggerFactory.getLogger(FileLookup.class);

    private final WatchedFile<KeyTable> table;

    /** What an entry of type file takes. */
    @ObjectClassDefinition(name = "file lookup")
    @interface Options {
        /** The table. */
        @Option(
                kind = Option.Kind.FILE,
                value = "lines of key and value, read again when they change")
        String file();

        /** Of keys. */
        @Option("whether letter case says nothing in a key")
        boolean ignoreCase() default true;
    }

    /** Started by Declarative Services. */
    @Activate
    public FileLookup(Options options) {
        this(Path.of(options.file()), options.ignoreCase(), InstantSource.system());
    }

    FileLookup(Path file, boolean ignoreCase, InstantSource clock) {
        table =
                new WatchedFile<>(
                        file,
                        clock,
                        text -> KeyTable.parse(text, ignoreCase),
                        taken -> log.info("lookup file={} keys={}", file, taken.values().size()),
                        trouble -> log.warn("lookup {}", trouble));
    }

    @Override
    public LookupAnswer find(String key) {
        Optional<KeyTable> known = table.current();
        if (known.isEmpty()) {
            return new LookupAnswer.Unknown("there never was a good file");
        }
        List<String> values = known.get().find(key);
        return values.isEmpty() ? new LookupAnswer.Absent() : new LookupAnswer.Found(values);
    }
}

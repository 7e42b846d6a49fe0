// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import java.util.List;
import java.util.Optional;

/** Lookups whose answers to scripts are recorded. */
record RecordingLookups(LookupSource lookups, Recorder recorder) implements LookupSource {
    @Override
    public Optional<Lookup> find(String name) {
        return lookups.find(name).map(lookup -> key -> noted(name, key, lookup.find(key)));
    }

    private LookupAnswer noted(String name, String key, LookupAnswer answer) {
        List<String> values =
                answer instanceof LookupAnswer.Found(List<String> found) ? found : List.of();
        String none =
                switch (answer) {
                    case LookupAnswer.Found _ -> "";
                    case LookupAnswer.Absent _ -> "absent";
                    case LookupAnswer.Unknown(String reason) -> "unknown " + reason;
                };
        recorder.note(new Noted.OfLookup(recorder.clock().instant(), name, key, values, none));
        return answer;
    }
}

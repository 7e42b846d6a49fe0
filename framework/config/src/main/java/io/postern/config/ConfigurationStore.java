// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

import java.io.IOException;
import java.util.Dictionary;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Our configurations in Configuration Admin, which hands them to the components by a thread of its
 * own. One caller at a time.
 */
final class ConfigurationStore {
    /** Any bundle may have them. */
    private static final String ANYBODY = "?";

    private final ConfigurationAdmin admin;

    ConfigurationStore(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Writes those that differ from what is there, and says how many did. */
    int put(List<Setting> settings) throws IOException {
        int changed = 0;
        for (Setting setting : settings) {
            Dictionary<String, Object> properties =
                    FrameworkUtil.asDictionary(setting.properties());
            if (configuration(setting).updateIfDifferent(properties)) {
                changed++;
            }
        }
        return changed;
    }

    /** Deletes all of ours but these, and says how many there were. */
    int keep(List<Setting> settings) throws IOException {
        return delete("(" + Setting.SECTION + "=*)", settings);
    }

    /** Deletes our listeners but these, and says how many there were. */
    int keepListeners(List<Setting> settings) throws IOException {
        return delete("(" + Setting.SECTION + "=" + Declaration.LISTENERS + ")", settings);
    }

    private Configuration configuration(Setting setting) throws IOException {
        String pid = setting.declaration().pid();
        return setting.declaration().isFactory()
                ? admin.getFactoryConfiguration(pid, setting.name(), ANYBODY)
                : admin.getConfiguration(pid, ANYBODY);
    }

    private int delete(String filter, List<Setting> kept) throws IOException {
        Set<String> pids = kept.stream().map(Setting::pid).collect(Collectors.toSet());
        try {
            Configuration[] present = admin.listConfigurations(filter);
            int deleted = 0;
            for (Configuration configuration : present == null ? new Configuration[0] : present) {
                if (!pids.contains(configuration.getPid())) {
                    configuration.delete();
                    deleted++;
                }
            }
            return deleted;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

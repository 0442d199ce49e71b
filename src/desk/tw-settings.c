// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-settings.h"

#include "config.h"

GSettings *
tw_settings_get (void)
{
  static GSettings *settings;
  static gsize looked;

  if (g_once_init_enter (&looked))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      GSettingsSchema *schema = NULL;

      /* g_settings_new() ends the program where the schema is missing; a console still has to
       * start. */
      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, TW_APP_ID, TRUE);
      if (schema != NULL)
        {
          settings = g_settings_new_full (schema, NULL, NULL);
          g_settings_schema_unref (schema);
        }
      g_once_init_leave (&looked, 1);
    }
  return settings;
}

/* An older schema may lack a key that a newer console knows. */
static gboolean
has_key (const char *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (tw_settings_get () == NULL)
    return FALSE;
  g_object_get (tw_settings_get (), "settings-schema", &schema, NULL);
  return g_settings_schema_has_key (schema, key);
}

gboolean
tw_settings_get_boolean (const char *key, gboolean fallback)
{
  return has_key (key) ? g_settings_get_boolean (tw_settings_get (), key) : fallback;
}

int
tw_settings_get_int (const char *key, int fallback)
{
  return has_key (key) ? g_settings_get_int (tw_settings_get (), key) : fallback;
}

char *
tw_settings_dup_string (const char *key, const char *fallback)
{
  return has_key (key) ? g_settings_get_string (tw_settings_get (), key) : g_strdup (fallback);
}

void
tw_settings_set_boolean (const char *key, gboolean value)
{
  if (has_key (key))
    g_settings_set_boolean (tw_settings_get (), key, value);
}

void
tw_settings_set_int (const char *key, int value)
{
  if (has_key (key))
    g_settings_set_int (tw_settings_get (), key, value);
}

void
tw_settings_set_string (const char *key, const char *value)
{
  if (has_key (key))
    g_settings_set_string (tw_settings_get (), key, value);
}

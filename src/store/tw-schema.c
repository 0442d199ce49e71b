// SPDX-License-Identifier: Apache-2.0
#include "store/tw-schema.h"

#include "store/tw-project.h"

#include "config.h"
#include "tw-migrations.h"

#include <glib/gi18n-lib.h>

/*
 * Migrations. PRAGMA user_version counts the files of data/migrations that have run; each runs in a
 * transaction of its own together with the new version number, so a killed migration never
 * happened. Files are never changed once released: what is wrong in one is put right by the next.
 */

static const char *const steps[TW_SCHEMA_VERSION] = {
  "/cn/tidewatch/store/0001-documents.sql", "/cn/tidewatch/store/0002-projections.sql",
  "/cn/tidewatch/store/0003-exchange.sql",  "/cn/tidewatch/store/0004-roster.sql",
  "/cn/tidewatch/store/0005-audit.sql",
};

gboolean
tw_schema_read_version (TwConn *conn, int *ret_version, GError **error)
{
  gint64 version, application;

  if (!tw_conn_get_int (conn, "PRAGMA user_version", 0, &version, error)
      || !tw_conn_get_int (conn, "PRAGMA application_id", 0, &application, error))
    return FALSE;
  if (version > TW_SCHEMA_VERSION && application == TW_SCHEMA_APPLICATION_ID)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_TOO_NEW,
                   _ ("“%s” was written by a newer version of this program (format %d, this one "
                      "knows %d): update the program."),
                   conn->path, (int) version, TW_SCHEMA_VERSION);
      return FALSE;
    }
  if (application != TW_SCHEMA_APPLICATION_ID && (application != 0 || version != 0))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT,
                   _ ("“%s” is a database of another program: choose another folder."), conn->path);
      return FALSE;
    }
  *ret_version = (int) version;
  return TRUE;
}

/* What SQL alone cannot do after a step: tables of documents that were there before. Shifts and
 * what belongs to them were no known types before their step. */
static gboolean
after_step (TwConn *conn, int version, GError **error)
{
  g_autoptr (TwProjector) projector = NULL;

  if (version != 2 && version != 5)
    return TRUE;
  projector = tw_projector_new (conn);
  return version == 2 ? tw_projector_fill_as_of (projector, conn, 2, error)
                      : tw_projector_fill_type (projector, conn, "audit", error);
}

/* Runs the step that leads from @version on, unless another process has done so meanwhile. */
static gboolean
run_step (TwConn *conn, int version, GError **error)
{
  gint64 now;
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %d", version + 1);
  g_autoptr (GBytes) sql = g_resource_lookup_data (tw_migrations_get_resource (), steps[version],
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text =
      sql ? g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql)) : NULL;

  if (!text || !tw_conn_exec (conn, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!tw_conn_get_int (conn, "PRAGMA user_version", 0, &now, error)
      || (now == version
          && (!tw_conn_exec (conn, text, error) || !after_step (conn, version + 1, error)
              || !tw_conn_exec (conn, set_version, error)))
      || !tw_conn_exec (conn, "COMMIT", error))
    {
      tw_conn_exec (conn, "ROLLBACK", NULL);
      return FALSE;
    }
  return TRUE;
}

gboolean
tw_schema_migrate (TwConn *conn, int target, TwSchemaBefore before, gpointer user_data,
                   GError **error)
{
  int version;

  g_return_val_if_fail (target <= TW_SCHEMA_VERSION, FALSE);

  if (!tw_schema_read_version (conn, &version, error))
    return FALSE;
  gboolean has_content = version > 0;
  for (; version < target; version++)
    if ((has_content && before && !before (version, user_data, error))
        || !run_step (conn, version, error))
      return FALSE;
  return TRUE;
}

// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-hash.h"
#include "base/tw-time.h"

#include <glib/gstdio.h>
#include <string.h>

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("tw-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->clock = tw_clock_new_drill (START_US, 0);
  self->store = tw_store_open (self->dir, TW_STORE_OPEN_CREATE, self->clock, &error);
  g_assert_no_error (error);
  tw_store_set_device (self->store, "test");
}

void
fixture_reopen (Fixture *self, TwStoreFlags flags)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->store, tw_store_unref);
  self->store = tw_store_open (self->dir, flags, self->clock, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *self)
{
  g_clear_pointer (&self->store, tw_store_unref);
  g_clear_pointer (&self->clock, tw_clock_unref);
  remove_tree (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

JsonObject *
make_request (int n, const char *text)
{
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (START_US - (gint64) n * TW_US_PER_MIN);

  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "service", n % 2 ? "repair" : "care");
  json_object_set_string_member (body, "channel", "hotline");
  json_object_set_string_member (body, "community", "place:C1");
  json_object_set_double_member (body, "lat", 39.9 + (n % 1000) * 1e-5);
  json_object_set_double_member (body, "lon", 116.3 + (n / 1000) * 1e-4);
  if (text)
    json_object_set_string_member (body, "text", text);
  return body;
}

JsonObject *
make_asset (int n, const char *name)
{
  JsonObject *body = json_object_new ();
  g_autofree char *code = g_strdup_printf ("05-012-1-F01-%04d", n);
  g_autofree char *tag = g_strdup_printf ("04A1B2C3%06X", (guint) n);

  json_object_set_string_member (body, "kind", "lamp");
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "code", code);
  json_object_set_string_member (body, "place", "place:B1");
  json_object_set_string_member (body, "community", "place:C1");
  json_object_set_double_member (body, "lat", 39.9 + n * 1e-6);
  json_object_set_double_member (body, "lon", 116.3);
  json_object_set_double_member (body, "height_m", 3.5);
  json_object_set_string_member (body, "tag", tag);
  return body;
}

JsonObject *
make_place (const char *kind, const char *name, const char *code)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", kind);
  json_object_set_string_member (body, "name", name);
  if (code)
    json_object_set_string_member (body, "code", code);
  return body;
}

char *
put_one (TwStore *store, const char *id, const char *parent, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, id, parent, body);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TwDoc) doc = tw_store_get (store, id, &error);
  g_assert_no_error (error);
  return g_strdup (doc->rev);
}

char *
make_rev (guint gen, guint64 seed)
{
  guint8 hash[TW_MD5_LEN];

  tw_md5 (&seed, sizeof seed, hash);
  g_autofree char *hex = tw_hex_encode (hash, sizeof hash);
  return g_strdup_printf ("%u-%s", gen, hex);
}

void
fixture_fill (TwStore *store, int n)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  for (int i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:F%05d", i);
      tw_batch_put (batch, id, TW_REV_ANY, make_request (i, "路灯坏了，请来修理"));
    }
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;

  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

gboolean
fixture_put_numbered (TwStore *store, int i, GError **error)
{
  g_autofree char *id = g_strdup_printf ("request:X%d", i);
  g_autofree char *text = g_strnfill (4000, 'x');
  TwBatch *batch = tw_batch_new ();

  for (int k = 0; k < 20; k++)
    {
      g_autofree char *each = g_strdup_printf ("%s-%d", id, k);
      tw_batch_put (batch, each, NULL, make_request (i, text));
    }
  return tw_store_put (store, batch, NULL, error);
}

void
fixture_damage (const char *dir, int how)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  if (how == 0)
    for (gsize at = 4096 * 4; at + 4096 < len; at += 4096 * 5)
      memset (text + at, 0x5a, 600);
  else if (how == 1)
    memset (text, 0, 100);
  else
    len = len / 2 + 100;
  g_assert_true (g_file_set_contents (path, text, (gssize) len, NULL));
}

// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-key-book.h"

#include "base/tw-hash.h"
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "intake/tw-derived.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KEY_MAX_BYTES 64
/* What is kept of a longer value before its digest. */
#define KEY_STEM_BYTES 54
#define OTHER_KEY "other"

struct _TwKeyBook {
  char *type;
  GHashTable *keys; /* value -> key */
  GPtrArray *made;  /* TwDerivedDoc */
};

static void
learn (TwKeyBook *self, const char *value, const char *key)
{
  if (value != NULL && value[0] != '\0' && !g_hash_table_contains (self->keys, value))
    g_hash_table_insert (self->keys, g_strdup (value), g_strdup (key));
}

TwKeyBook *
tw_key_book_new (TwStore *store, const char *type, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (store, type, error);
  TwKeyBook *self;

  if (docs == NULL)
    return NULL;
  self = g_new0 (TwKeyBook, 1);
  self->type = g_strdup (type);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->made = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_derived_doc_free);
  /* Keys before names: a key is what a file of our own says. */
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < docs->len; i++)
      {
        JsonObject *body = ((TwDoc *) g_ptr_array_index (docs, i))->body;
        const char *key = tw_json_get_string (body, "key", "");

        if (pass == 0)
          learn (self, key, key);
        else
          {
            learn (self, tw_json_get_string (body, "name", NULL), key);
            learn (self, tw_json_get_string (body, "name_en", NULL), key);
          }
      }
  return self;
}

void
tw_key_book_free (TwKeyBook *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->made);
  g_free (self);
}

/* The value itself where it fits; else its beginning and a digest, so that long values stay apart.
 */
static char *
key_of (const char *value)
{
  char *key = g_strdup (value);
  guint8 digest[TW_SHA256_LEN];
  g_autofree char *hex = NULL;
  const char *end;

  for (char *p = key; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  if (strlen (key) <= KEY_MAX_BYTES)
    return key;
  tw_sha256 (value, strlen (value), digest);
  hex = tw_hex_encode (digest, 4);
  end = key + KEY_STEM_BYTES;
  while ((*end & 0xc0) == 0x80)
    end--;
  key[end - key] = '\0';
  value = g_strdup_printf ("%s~%s", key, hex);
  g_free (key);
  return (char *) value;
}

static void
make (TwKeyBook *self, const char *value, const char *key)
{
  JsonObject *body = json_object_new (), *attrs = json_object_new ();

  json_object_set_string_member (body, "key", key);
  json_object_set_string_member (body, "name", value[0] != '\0' ? value : _ ("Other"));
  json_object_set_string_member (attrs, "source", "requests");
  json_object_set_object_member (body, "attrs", attrs);
  tw_derived_seal (body);
  g_ptr_array_add (self->made, tw_derived_doc_new (tw_id_derived (self->type, key, NULL), body));
}

const char *
tw_key_book_get (TwKeyBook *self, const char *value)
{
  const char *known = g_hash_table_lookup (self->keys, value[0] != '\0' ? value : OTHER_KEY);
  char *key;

  if (known != NULL)
    return known;
  key = value[0] != '\0' ? key_of (value) : g_strdup (OTHER_KEY);
  make (self, value, key);
  g_hash_table_insert (self->keys, g_strdup (value[0] != '\0' ? value : OTHER_KEY), key);
  return key;
}

guint
tw_key_book_get_n_new (TwKeyBook *self)
{
  return self->made->len;
}

GPtrArray *
tw_key_book_get_new (TwKeyBook *self)
{
  return self->made;
}

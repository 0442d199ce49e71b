// SPDX-License-Identifier: Apache-2.0
#include "store/tw-search.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-tokenizer.h"
#include "store/tw-validate.h"

#include <string.h>

#define MAX_TERMS 32

static const char *const name_only[] = { "name", NULL };
static const char *const place_members[] = { "name", "name_en", "code", NULL };
static const char *const service_members[] = { "name", "name_en", "key", NULL };
static const char *const home_members[] = { "name", "code", NULL };
static const char *const asset_members[] = { "name", "code", "tag", NULL };
static const char *const post_members[] = { "name", "name_en", NULL };
static const char *const request_members[] = { "text", "address", NULL };

static const TwSearchSpec specs[] = {
  { "place", 1, FALSE, "name", place_members }, { "service", 2, FALSE, "name", service_members },
  { "person", 3, FALSE, "name", name_only },    { "home", 4, FALSE, "name", home_members },
  { "asset", 5, FALSE, "name", asset_members }, { "request", 6, TRUE, "text", request_members },
  { "post", 7, FALSE, "name", post_members },   { NULL },
};

const TwSearchSpec *
tw_search_list (void)
{
  return specs;
}

const TwSearchSpec *
tw_search_find (const char *type)
{
  for (const TwSearchSpec *spec = specs; spec->type; spec++)
    if (strcmp (spec->type, type) == 0)
      return spec;
  return NULL;
}

/* Communities, then the other named places, then the parts of buildings; among equals the shorter
 * name. */
static gint64
name_order (JsonObject *body)
{
  static const char *const parts[] = { "building", "unit", "floor", "room" };
  const char *kind = tw_json_get_string (body, "kind", "");
  gint64 rank = strcmp (kind, "community") == 0 ? 0 : 1;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (kind, parts[i]) == 0)
      rank = 2 + (gint64) i;
  return rank << 16 | MIN (strlen (tw_json_get_string (body, "name", "")), 0xffff);
}

static gint64
time_order (JsonObject *body)
{
  gint64 at_us = 0;

  tw_doc_time_parse (tw_json_get_string (body, "at", ""), &at_us);
  return CLAMP (at_us / TW_US_PER_S, 0, (G_GINT64_CONSTANT (1) << TW_SEARCH_ORDER_BITS) - 1);
}

gint64
tw_search_rowid (const TwSearchSpec *spec, JsonObject *body, gint64 doc_no)
{
  gint64 order = spec->newest_first ? time_order (body) : name_order (body);

  return ((gint64) spec->klass << TW_SEARCH_ORDER_BITS | order) << TW_SEARCH_DOC_BITS | doc_no;
}

void
tw_search_append_text (const TwSearchSpec *spec, JsonObject *body, GString *out)
{
  for (const char *const *member = spec->members; *member; member++)
    {
      const char *text = tw_json_get_string (body, *member, NULL);
      if (text && *text)
        {
          g_string_append (out, text);
          g_string_append_c (out, '\n');
        }
    }
}

/* --- queries --------------------------------------------------------------------------------- */

typedef struct {
  GString *match;
  int n_terms;
} Builder;

static int
add_term (gpointer user_data, const char *token, int len, int start, int end)
{
  Builder *self = user_data;
  gboolean whole = g_utf8_strlen (token, len) <= TW_TOKEN_MAX_PREFIX;

  if (++self->n_terms > MAX_TERMS)
    return 1;
  if (self->match->len > 0)
    g_string_append (self->match, " AND ");
  g_string_append_c (self->match, '"');
  g_string_append_len (self->match, token,
                       len); /* letters, marks and digits only: no quote can be inside */
  g_string_append (self->match, whole ? "\"" : "\"*");
  return 0;
}

static char **
find_runs (const char *text)
{
  g_autofree char *folded = tw_text_fold (text);
  g_autoptr (GStrvBuilder) runs = g_strv_builder_new ();
  const char *start = folded;
  int n = 0;

  for (const char *p = folded;; p = g_utf8_next_char (p))
    {
      if (*p && tw_char_is_cjk (g_utf8_get_char (p)))
        {
          n++;
          continue;
        }
      if (n >= 3)
        {
          g_autofree char *run = g_strndup (start, (gsize) (p - start));
          g_strv_builder_add (runs, run);
        }
      n = 0;
      if (!*p)
        break;
      start = g_utf8_next_char (p);
    }
  return g_strv_builder_end (runs);
}

char *
tw_search_build_match (const char *text, char ***ret_runs)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), 1024));
  Builder builder = { g_string_new (NULL), 0 };

  tw_tokenize (valid, strlen (valid), TRUE, add_term, &builder);
  if (builder.n_terms == 0)
    {
      g_string_free (builder.match, TRUE);
      return NULL;
    }
  *ret_runs = find_runs (valid);
  return g_string_free (builder.match, FALSE);
}

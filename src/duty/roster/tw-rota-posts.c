// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- skills ---------------------------------------------------------------------------------- */

/*
 * Only skills that a post asks for need a bit: what people can do beyond that changes nothing. Of
 * more skills than there are bits the last ones share one that nobody has, so that a post is rather
 * empty than staffed by somebody who cannot do the work; a note names them.
 */

static void
number_skills (TwRotaReading *reading, JsonArray *skills, GPtrArray *surplus)
{
  GPtrArray *known = reading->made->skills;

  for (guint i = 0; skills && i < json_array_get_length (skills); i++)
    {
      const char *skill = json_array_get_string_element (skills, i);
      if (g_ptr_array_find_with_equal_func (known, skill, g_str_equal, NULL)
          || g_ptr_array_find_with_equal_func (surplus, skill, g_str_equal, NULL))
        continue;
      g_ptr_array_add (known->len < TW_ROSTER_MAX_SKILLS - 1 ? known : surplus, g_strdup (skill));
    }
}

void
tw_rota_read_skills (TwRotaReading *reading)
{
  g_autoptr (GPtrArray) surplus = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < reading->posts->len; i++)
    number_skills (reading,
                   tw_json_get_array (((TwDoc *) reading->posts->pdata[i])->body, "skills"),
                   surplus);
  if (surplus->len == 0)
    return;
  g_autofree char *names = tw_rota_join (surplus);
  tw_rota_note (reading->frame,
                _ ("More than %d skills are asked for; nobody is taken to have these: %s"),
                TW_ROSTER_MAX_SKILLS - 1, names);
}

guint64
tw_rota_skill_bits (const TwRotaMade *made, JsonArray *skills)
{
  guint64 bits = 0;

  for (guint i = 0; skills && i < json_array_get_length (skills); i++)
    {
      guint bit;
      if (g_ptr_array_find_with_equal_func (made->skills, json_array_get_string_element (skills, i),
                                            g_str_equal, &bit))
        bits |= G_GUINT64_CONSTANT (1) << bit;
    }
  return bits;
}

static gboolean
knows_all (const TwRotaMade *made, JsonArray *skills)
{
  for (guint i = 0; skills && i < json_array_get_length (skills); i++)
    if (!g_ptr_array_find_with_equal_func (made->skills, json_array_get_string_element (skills, i),
                                           g_str_equal, NULL))
      return FALSE;
  return TRUE;
}

/* --- posts ----------------------------------------------------------------------------------- */

static char **
dup_texts (JsonArray *array)
{
  guint n = array ? json_array_get_length (array) : 0;
  char **texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    texts[i] = g_strdup (json_array_get_string_element (array, i));
  return texts;
}

static guint64
pool_bits (JsonArray *pools)
{
  guint64 bits = 0;

  for (guint i = 0; pools && i < json_array_get_length (pools); i++)
    for (int pool = 0; pool < TW_N_POOLS; pool++)
      if (strcmp (json_array_get_string_element (pools, i), tw_pool_key (pool)) == 0)
        bits |= G_GUINT64_CONSTANT (1) << pool;
  return bits;
}

/* The place of the problem for a place document, taken up when it is new. */
static int
find_place (TwRotaReading *reading, GHashTable *numbers, const char *id, TwDoc *doc,
            guint community)
{
  gpointer found;
  TwRotaPlace place = { .community = community };

  if (!doc)
    return TW_ROSTER_NONE;
  if (g_hash_table_lookup_extended (numbers, id, NULL, &found))
    return GPOINTER_TO_INT (found);
  place.at = (TwLatLon){ tw_json_get_double (doc->body, "lat", NAN),
                         tw_json_get_double (doc->body, "lon", NAN) };
  if (!tw_latlon_is_valid (place.at.lat, place.at.lon))
    return TW_ROSTER_NONE;
  g_array_append_val (reading->made->places, place);
  int number = (int) reading->made->places->len - 1;
  g_hash_table_insert (numbers, (gpointer) id, GINT_TO_POINTER (number));
  return number;
}

static void
post_free (gpointer data)
{
  TwRotaPost *post = data;

  g_free (post->id);
  g_free (post->name);
  g_free (post->name_en);
  g_free (post->place);
  g_free (post->place_kind);
  g_free (post->place_name);
  g_strfreev (post->skills);
  g_free (post);
}

static TwRotaPost *
post_new (TwRotaReading *reading, TwDoc *doc, TwDoc *place)
{
  TwRotaPost *post = g_new0 (TwRotaPost, 1);
  JsonObject *body = doc->body;
  const char *community = tw_json_get_string (body, "community", NULL);

  if (!community && place)
    community = tw_json_get_string (place->body, "community", NULL);
  post->id = g_strdup (doc->id);
  post->name = g_strdup (tw_json_get_string (body, "name", doc->id));
  post->name_en = g_strdup (tw_json_get_string (body, "name_en", NULL));
  post->community = tw_rota_find_community (reading->street, community);
  post->service =
      tw_rota_find_service (reading->street, tw_json_get_string (body, "service", NULL));
  post->priority = (int) tw_json_get_int (body, "priority", 3);
  post->skills = dup_texts (tw_json_get_array (body, "skills"));
  post->per_hour = tw_json_get_double (body, "per_hour", 1);
  if (place)
    {
      post->place = g_strdup (place->id);
      post->place_kind = g_strdup (tw_json_get_string (place->body, "kind", NULL));
      post->place_name = g_strdup (tw_json_get_string (place->body, "name", NULL));
    }
  return post;
}

static void
set_post (TwRotaReading *reading, int p, TwDoc *doc, int place)
{
  TwRosterPost *post = &reading->frame->problem->posts[p];
  JsonArray *skills = tw_json_get_array (doc->body, "skills");

  post->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  post->place = place;
  post->skills = tw_rota_skill_bits (reading->made, skills);
  if (!knows_all (reading->made, skills))
    post->skills |= G_GUINT64_CONSTANT (1) << (TW_ROSTER_MAX_SKILLS - 1);
  post->pools = pool_bits (tw_json_get_array (doc->body, "pools"));
}

gboolean
tw_rota_read_posts (TwRotaReading *reading, GError **error)
{
  TwRotaFrame *frame = reading->frame;
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();

  frame->posts = g_ptr_array_new_with_free_func (post_free);
  for (guint p = 0; p < reading->posts->len; p++)
    {
      TwDoc *doc = reading->posts->pdata[p];
      const char *id = tw_json_get_string (doc->body, "place", NULL);
      g_autoptr (GError) local = NULL;
      TwDoc *place = id ? g_hash_table_lookup (reading->place_docs, id) : NULL;
      if (id && !place)
        {
          place = tw_store_get (reading->store, id, &local);
          if (place)
            g_hash_table_insert (reading->place_docs, place->id, place);
          else if (!g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
        }
      TwRotaPost *post = post_new (reading, doc, place);
      g_ptr_array_add (frame->posts, post);
      if (id && !place)
        g_ptr_array_add (lost, post->name);
      set_post (reading, (int) p, doc,
                find_place (reading, numbers, post->place, place, post->community));
      g_hash_table_insert (frame->post_index, post->id, GUINT_TO_POINTER (p + 1));
    }
  frame->problem->n_places = (int) reading->made->places->len;
  if (lost->len > 0)
    {
      g_autofree char *names = tw_rota_join (lost);
      tw_rota_note (frame, _ ("The place of these posts is no longer there: %s"), names);
    }
  return TRUE;
}

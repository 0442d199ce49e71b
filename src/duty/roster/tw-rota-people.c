// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The people of the four pools. One point of the score is what twenty minutes of a community
 * worker cost; the wages stand in that unit. Volunteers are not paid but get coins, which are few.
 */

static const struct {
  double per_minute, per_shift;
} wages[TW_N_POOLS] = {
  [TW_POOL_COMMUNITY] = { 0.05, 2 },
  [TW_POOL_PROPERTY] = { 0.04, 2 },
  [TW_POOL_VOLUNTEER] = { 0.01, 1 },
  [TW_POOL_FREELANCE] = { 0.045, 2 },
};

static void
person_free (gpointer data)
{
  TwRotaPerson *person = data;

  g_free (person->id);
  g_free (person->name);
  g_strfreev (person->skills);
  g_free (person->employer);
  g_free (person);
}

static TwPool
find_pool (const char *key)
{
  for (int pool = 0; pool < TW_N_POOLS; pool++)
    if (strcmp (key, tw_pool_key (pool)) == 0)
      return pool;
  return TW_POOL_VOLUNTEER;
}

static TwRotaPerson *
person_new (TwRotaReading *reading, TwDoc *doc)
{
  TwRotaPerson *person = g_new0 (TwRotaPerson, 1);
  JsonArray *skills = tw_json_get_array (doc->body, "skills");
  guint n = skills ? json_array_get_length (skills) : 0;

  person->id = g_strdup (doc->id);
  person->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  person->pool = find_pool (tw_json_get_string (doc->body, "pool", ""));
  person->community =
      tw_rota_find_community (reading->street, tw_json_get_string (doc->body, "community", NULL));
  person->employer = g_strdup (tw_json_get_string (doc->body, "employer", NULL));
  person->contract_week_min = (int) (tw_json_get_double (doc->body, "hours_week_max", 0) * 60);
  person->skills = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    person->skills[i] = g_strdup (json_array_get_string_element (skills, i));
  return person;
}

/* By pool, community, name, id: the order of lists, and the same on every device. */
static gint
compare_people (gconstpointer a, gconstpointer b, gpointer street)
{
  const TwDoc *x = *(TwDoc *const *) a, *y = *(TwDoc *const *) b;
  int pools = (int) find_pool (tw_json_get_string (x->body, "pool", ""))
              - (int) find_pool (tw_json_get_string (y->body, "pool", ""));
  int homes =
      (int) tw_rota_find_community (street, tw_json_get_string (x->body, "community", NULL))
      - (int) tw_rota_find_community (street, tw_json_get_string (y->body, "community", NULL));
  int names = g_strcmp0 (tw_json_get_string (x->body, "name", ""),
                         tw_json_get_string (y->body, "name", ""));

  return pools != 0 ? pools : homes != 0 ? homes : names != 0 ? names : strcmp (x->id, y->id);
}

static void
set_person (TwRotaReading *reading, int e, TwDoc *doc, GPtrArray *overlaps)
{
  TwRotaFrame *frame = reading->frame;
  const TwRotaPerson *from = frame->people->pdata[e];
  TwRosterPerson *person = &frame->problem->people[e];

  person->name = g_strdup (from->name);
  person->pool = from->pool;
  person->skills = tw_rota_skill_bits (reading->made, tw_json_get_array (doc->body, "skills"));
  person->cost_per_minute = wages[from->pool].per_minute;
  person->cost_per_shift = wages[from->pool].per_shift;
  person->available = g_malloc0 ((gsize) frame->problem->n_slots);
  if (tw_rota_mark_windows (frame, tw_json_get_array (doc->body, "availability"), person->available)
      > 0)
    g_ptr_array_add (overlaps, from->name);
}

/* The same human being in two pools: the same name and telephone. */
static void
find_same (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;
  int n = (int) frame->people->len;
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (int e = 0; e < n; e++)
    {
      TwDoc *doc = reading->people->pdata[e];
      const TwRotaPerson *person = frame->people->pdata[e];
      const char *phone = tw_json_get_string (doc->body, "phone", "");
      gpointer found;
      if (*phone == '\0')
        continue;
      char *key = g_strconcat (person->name, "\n", phone, NULL);
      if (!g_hash_table_lookup_extended (first, key, NULL, &found))
        {
          g_hash_table_insert (first, key, GINT_TO_POINTER (e));
          continue;
        }
      g_free (key);
      int other = GPOINTER_TO_INT (found);
      if (!frame->same_as)
        {
          frame->same_as = g_new (int, n);
          for (int i = 0; i < n; i++)
            frame->same_as[i] = TW_ROSTER_NONE;
        }
      frame->same_as[e] = frame->same_as[other] >= 0 ? frame->same_as[other] : other;
      frame->same_as[other] = e;
      g_ptr_array_add (names, person->name);
    }
  if (names->len == 0)
    return;
  g_autofree char *list = tw_rota_join (names);
  tw_rota_note (frame, _ ("Listed more than once, so never at two places at a time: %s"), list);
}

static void
note_people (TwRotaFrame *frame)
{
  g_autoptr (GPtrArray) never = g_ptr_array_new ();
  guint n_skilless = 0;

  for (guint e = 0; e < frame->people->len; e++)
    {
      TwRotaPerson *person = frame->people->pdata[e];
      n_skilless += person->skills[0] == NULL;
      if (!memchr (frame->problem->people[e].available, 1, (gsize) frame->problem->n_slots))
        g_ptr_array_add (never, person->name);
    }
  if (n_skilless > 0)
    tw_rota_note (frame,
                  g_dngettext (GETTEXT_PACKAGE, "%u person has no skills",
                               "%u people have no skills", n_skilless),
                  n_skilless);
  if (never->len > 0 && never->len == frame->people->len)
    tw_rota_note (frame, _ ("Nobody is available in this time"));
}

void
tw_rota_read_people (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;
  g_autoptr (GPtrArray) overlaps = g_ptr_array_new ();

  frame->people = g_ptr_array_new_with_free_func (person_free);
  g_ptr_array_sort_with_data (reading->people, compare_people, reading->street);
  for (guint e = 0; e < reading->people->len; e++)
    {
      TwRotaPerson *person = person_new (reading, reading->people->pdata[e]);
      g_ptr_array_add (frame->people, person);
      g_hash_table_insert (frame->person_index, person->id, GUINT_TO_POINTER (e + 1));
      set_person (reading, (int) e, reading->people->pdata[e], overlaps);
    }
  if (overlaps->len > 0)
    {
      g_autofree char *names = tw_rota_join (overlaps);
      tw_rota_note (frame, _ ("Availability that overlaps was taken together: %s"), names);
    }
  find_same (reading);
  note_people (frame);
}

// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-frame-fixture.h"

#include "base/tw-json.h"
#include "tests/duty/tw-duty-fixture.h"

#include <string.h>

JsonObject *
frame_world_parse (const char *text)
{
  g_autoptr (GString) json = g_string_new (text);
  g_autoptr (GError) error = NULL;

  g_string_replace (json, "'", "\"", 0);
  JsonObject *body = tw_json_parse_object (json->str, -1, TW_DOC_MAX_BODY, &error);
  g_assert_no_error (error);
  return body;
}

void
frame_world_put (FrameWorld *world, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, id, TW_REV_ANY, frame_world_parse (text));
  tw_store_put (world->store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* Every day from @from to @to. */
char *
frame_world_every_day (int from, int to)
{
  GString *text = g_string_new ("[");

  for (int day = 1; day <= 7; day++)
    g_string_append_printf (text, "%s{'weekday':%d,'from_min':%d,'to_min':%d}", day > 1 ? "," : "",
                            day, from, to);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

void
frame_world_put_person (FrameWorld *world, const char *key, const char *pool, double hours,
                        const char *more)
{
  g_autofree char *id = g_strconcat ("person:", key, NULL), *all = frame_world_every_day (0, 1440);
  g_autofree char *text =
      g_strdup_printf ("{'name':'%s','pool':'%s','hours_week_max':%g,'community':'place:west',"
                       "%s%s'availability':%s}",
                       key, pool, hours, more,
                       strstr (more, "skills") ? "" : "'skills':['first aid'],", all);
  frame_world_put (world, id, text);
}

void
frame_world_put_post (FrameWorld *world, const char *key, const char *more)
{
  g_autofree char *id = g_strconcat ("post:", key, NULL), *all = frame_world_every_day (480, 1200);
  g_autofree char *text =
      g_strdup_printf ("{'name':'%s','priority':2,'per_hour':2,'active':true,%s%s%s%s%s}", key,
                       more, *more ? "," : "", strstr (more, "min_heads") ? "" : "'min_heads':1,",
                       strstr (more, "hours'") ? "" : "'hours':",
                       strstr (more, "hours'") ? "'note':1" : all);
  frame_world_put (world, id, text);
}

void
frame_world_put_shift (FrameWorld *world, const char *key, const char *person, gint64 from_us,
                       int minutes, const char *stretches)
{
  g_autofree char *id = g_strconcat ("shift:", key, NULL);
  g_autofree char *from = tw_time_format_rfc3339 (from_us);
  g_autofree char *to = tw_time_format_rfc3339 (from_us + minutes * TW_US_PER_MIN);
  g_autofree char *plain = g_strdup_printf ("[['post:hall',%d]]", minutes);
  g_autofree char *text = g_strdup_printf (
      "{'person':'person:%s','from':'%s','to':'%s','kind':'full','origin':'hand','stretches':%s}",
      person, from, to, stretches ? stretches : plain);
  frame_world_put (world, id, text);
}

void
frame_world_open (FrameWorld *world, const char *zone)
{
  g_autoptr (GError) error = NULL;

  memset (world, 0, sizeof *world);
  world->dir = g_dir_make_tmp ("tw-rota-XXXXXX", &error);
  world->clock = tw_clock_new_drill (FIXTURE_NOW_US, 0);
  world->store = tw_store_open (world->dir, TW_STORE_OPEN_CREATE, world->clock, &error);
  g_assert_no_error (error);
  world->street = fixture_street_new ();
  if (zone)
    {
      g_time_zone_unref (world->street->zone);
      world->street->zone = tw_zone_new (zone, NULL);
    }
}

void
frame_world_fill (FrameWorld *world)
{
  frame_world_put (
      world, "place:hall",
      "{'kind':'centre','name':'Hall','lat':30.005,'lon':104.005,'community':'place:west'}");
  frame_world_put (
      world, "place:gate",
      "{'kind':'metro','name':'Gate','lat':30.005,'lon':104.015,'community':'place:east'}");
  frame_world_put_person (world, "ann", "community", 40, "");
  frame_world_put_person (world, "bob", "property", 44, "");
  frame_world_put_person (world, "cat", "volunteer", 10, "");
  frame_world_put_person (world, "dan", "freelance", 24, "");
  frame_world_put_post (world, "hall", "'place':'place:hall','community':'place:west'");
  frame_world_put_post (world, "gate", "'place':'place:gate','community':'place:east'");
}

void
frame_world_close (FrameWorld *world)
{
  g_clear_pointer (&world->outlook, tw_outlook_unref);
  g_clear_pointer (&world->street, tw_street_unref);
  g_clear_pointer (&world->store, tw_store_unref);
  g_clear_pointer (&world->clock, tw_clock_unref);
  fixture_remove_tree (world->dir);
  g_clear_pointer (&world->dir, g_free);
}

TwRotaFrame *
frame_world_read_at (FrameWorld *world, gint64 from_us, int n_hours)
{
  TwRotaFrameOptions options = { .from_us = from_us, .n_hours = n_hours };
  g_autoptr (GError) error = NULL;
  TwRotaFrame *frame = tw_rota_frame_new (world->store, world->street, world->outlook,
                                          FIXTURE_NOW_US, &options, &error);

  g_assert_no_error (error);
  g_assert_true (tw_roster_problem_check (frame->problem, &error));
  return frame;
}

TwRotaFrame *
frame_world_read (FrameWorld *world)
{
  return frame_world_read_at (world, FRAME_MIDNIGHT, 72);
}

int
frame_person_of (const TwRotaFrame *frame, const char *key)
{
  g_autofree char *id = g_strconcat ("person:", key, NULL);
  int found = tw_rota_frame_find_person (frame, id);

  g_assert_cmpint (found, >=, 0);
  return found;
}

int
frame_post_of (const TwRotaFrame *frame, const char *key)
{
  g_autofree char *id = g_strconcat ("post:", key, NULL);

  return tw_rota_frame_find_post (frame, id);
}

gboolean
frame_has_note (const TwRotaFrame *frame, const char *part)
{
  for (guint i = 0; i < frame->notes->len; i++)
    if (strstr (frame->notes->pdata[i], part))
      return TRUE;
  return FALSE;
}

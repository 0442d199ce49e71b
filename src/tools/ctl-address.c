// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl address ... and asset ...: the address tree and what hangs on it. */
#include "config.h"

#include "tools/ctl.h"

#include "base/tw-address.h"
#include "base/tw-json.h"
#include "duty/tw-duty-address.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { LIST, SHOW, MOVE };

/* Level 10 of the grid code is a cell of some 2 m by 1.5 cm in height: finer than anything we know
 * of an asset. */
#define GRID_LEVEL 9

static const char *
text_of (TwDoc *doc, const char *member)
{
  return tw_json_get_string (doc->body, member, "");
}

/* --- list ------------------------------------------------------------------------------------ */

static void
print_nodes (CtlContext *ctl, GPtrArray *docs)
{
  JsonObject *object;
  JsonArray *array;

  if (!ctl->json)
    {
      for (guint i = 0; i < docs->len; i++)
        g_print ("%-24s %-12s %s\n", text_of (docs->pdata[i], "code"),
                 text_of (docs->pdata[i], "kind"), text_of (docs->pdata[i], "name"));
      return;
    }
  object = json_object_new ();
  array = json_array_new ();
  for (guint i = 0; i < docs->len; i++)
    {
      JsonObject *node = json_object_new ();

      json_object_set_string_member (node, "id", ((TwDoc *) docs->pdata[i])->id);
      json_object_set_string_member (node, "code", text_of (docs->pdata[i], "code"));
      json_object_set_string_member (node, "kind", text_of (docs->pdata[i], "kind"));
      json_object_set_string_member (node, "name", text_of (docs->pdata[i], "name"));
      json_array_add_object_element (array, node);
    }
  json_object_set_array_member (object, "nodes", array);
  ctl_print_json (object);
}

static int
address_list (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (TwDoc) parent = NULL;
  g_autoptr (GPtrArray) docs = NULL;
  GError *error = NULL;

  if (!ctl_parse (&ctl_address_verbs[LIST], NULL, &argc, &argv, 0, 1))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  if (argc > 1 && (parent = tw_duty_find_address (duty, argv[1], &error)) == NULL)
    return ctl_fail (error);
  docs = tw_duty_list_address (duty, parent != NULL ? parent->id : NULL, &error);
  if (docs == NULL)
    return ctl_fail (error);
  print_nodes (ctl, docs);
  return CTL_DONE;
}

/* --- show ------------------------------------------------------------------------------------ */

static char *
grid_code (TwDoc *doc)
{
  double lat = tw_json_get_double (doc->body, "lat", NAN),
         lon = tw_json_get_double (doc->body, "lon", NAN);

  if (!tw_latlon_is_valid (lat, lon))
    return NULL;
  return tw_beidou_encode_3d (lat, lon, tw_json_get_double (doc->body, "height_m", 0), GRID_LEVEL,
                              NULL);
}

static void
print_moves (TwDuty *duty, TwDoc *doc)
{
  g_autoptr (GPtrArray) moves = tw_duty_list_moves (duty, doc->id, NULL);

  for (guint i = 0; moves != NULL && i < moves->len; i++)
    {
      const TwAssetMove *move = moves->pdata[i];
      g_autofree char *at = tw_time_format_rfc3339 (move->at_us);

      g_print (_ ("  moved %s from %s to %s%s%s\n"), at, move->from_code, move->to_code,
               move->why != NULL ? ": " : "", move->why != NULL ? move->why : "");
    }
}

static void
show_json (TwDuty *duty, TwDoc *doc, const char *path, const char *grid)
{
  g_autoptr (GPtrArray) moves = tw_duty_list_moves (duty, doc->id, NULL);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; moves != NULL && i < moves->len; i++)
    {
      const TwAssetMove *move = moves->pdata[i];
      JsonObject *item = json_object_new ();

      json_object_set_string_member (item, "from", move->from_code);
      json_object_set_string_member (item, "to", move->to_code);
      json_array_add_object_element (array, item);
    }
  json_object_set_string_member (object, "id", doc->id);
  json_object_set_string_member (object, "code", text_of (doc, "code"));
  json_object_set_string_member (object, "path", path);
  json_object_set_double_member (object, "height_m", tw_json_get_double (doc->body, "height_m", 0));
  if (grid != NULL)
    json_object_set_string_member (object, "grid", grid);
  json_object_set_array_member (object, "moves", array);
  ctl_print_json (object);
}

static int
address_show (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (TwDoc) doc = NULL;
  g_autofree char *path = NULL, *grid = NULL;
  GError *error = NULL;

  if (!ctl_parse (&ctl_address_verbs[SHOW], NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  doc = tw_duty_find_address (duty, argv[1], &error);
  path = doc != NULL ? tw_duty_dup_address_path (duty, doc, &error) : NULL;
  if (path == NULL)
    return ctl_fail (error);
  grid = grid_code (doc);
  if (ctl->json)
    {
      show_json (duty, doc, path, grid);
      return CTL_DONE;
    }
  g_print ("%s\n  %s  %s\n", path, text_of (doc, "code"), doc->id);
  if (grid != NULL)
    g_print (_ ("  %.7f, %.7f, %.1f m above ground, grid code %s\n"),
             tw_json_get_double (doc->body, "lat", 0), tw_json_get_double (doc->body, "lon", 0),
             tw_json_get_double (doc->body, "height_m", 0), grid);
  print_moves (duty, doc);
  return CTL_DONE;
}

/* --- move ------------------------------------------------------------------------------------ */

static int
asset_move (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (TwDoc) asset = NULL, place = NULL, moved = NULL;
  g_autofree char *why = NULL;
  GError *error = NULL;
  const GOptionEntry options[] = {
    { "why", 0, 0, G_OPTION_ARG_STRING, &why, N_ ("Reason, kept with the move"), "TEXT" }, { NULL }
  };

  if (!ctl_parse (&ctl_address_verbs[MOVE], options, &argc, &argv, 2, 2))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  asset = tw_duty_find_address (duty, argv[1], &error);
  place = asset != NULL ? tw_duty_find_address (duty, argv[2], &error) : NULL;
  if (place == NULL || !tw_duty_move_asset (duty, asset->id, place->id, why, &error))
    return ctl_fail (error);
  moved = tw_store_get (tw_duty_get_store (duty), asset->id, &error);
  if (moved == NULL)
    return ctl_fail (error);
  if (ctl->json)
    show_json (duty, moved, text_of (moved, "name"), NULL);
  else
    g_print (_ ("%s: %s is now %s\n"), text_of (moved, "name"), text_of (asset, "code"),
             text_of (moved, "code"));
  return CTL_DONE;
}

const CtlVerb ctl_address_verbs[] = {
  [LIST] = { "address", "list", "[CODE]",
             N_ ("List what stands below an address (none: the communities)"), address_list },
  [SHOW] = { "address", "show", "CODE",
             N_ ("Show an address, tag or id: path, height, grid code, history"), address_show },
  [MOVE] = { "asset", "move", "CODE PLACE",
             N_ ("Move an asset to another place; its history is kept"), asset_move },
  { NULL },
};

// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-map.h"

#include "base/tw-error.h"
#include "base/tw-json.h"
#include "intake-fixture.h"

#include <string.h>

static const TwBox WORLD = { -90, -180, 90, 180 };

/* Ways before nodes, entities, a deleted way, a missing node, a relation with a hole, one that does
 * not close. */
static const char OSM[] =
    "<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>"
    "<way id='10'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/><tag k='name' v='A "
    "&amp; B &#36335;'/></way>"
    "<way id='11'><nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='1'/><tag "
    "k='building' v='yes'/>"
    "<tag k='building:levels' v='6'/></way>"
    "<way id='12'><nd ref='1'/><nd ref='99'/><tag k='highway' v='service'/></way>"
    "<way id='13' action='delete'><nd ref='1'/><nd ref='2'/><tag k='highway' v='service'/></way>"
    "<way id='14'><nd ref='1'/><nd ref='2'/><nd ref='3'/></way><way id='15'><nd ref='1'/><nd "
    "ref='4'/><nd ref='3'/></way>"
    "<way id='16'><nd ref='5'/><nd ref='6'/><nd ref='7'/><nd ref='5'/></way>"
    "<way id='17'><nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='1'/><tag "
    "k='highway' v='service'/></way>"
    "<way id='18'><nd ref='1'/><nd ref='2'/><tag k='power' v='line'/></way>"
    "<relation id='20'><member type='way' ref='14' role='outer'/><member type='way' ref='15' "
    "role='outer'/>"
    "<member type='way' ref='16' role='inner'/><tag k='type' v='multipolygon'/><tag k='natural' "
    "v='water'/></relation>"
    "<relation id='21'><member type='way' ref='14' role='outer'/><member type='way' ref='404' "
    "role='outer'/>"
    "<tag k='type' v='boundary'/><tag k='boundary' v='administrative'/><tag k='admin_level' "
    "v='10'/>"
    "<tag k='name' v='half'/></relation>"
    "<relation id='22'><member type='way' ref='14' role='outer'/><member type='way' ref='15' "
    "role=''/>"
    "<tag k='type' v='boundary'/><tag k='boundary' v='administrative'/><tag k='admin_level' "
    "v='10'/>"
    "<tag k='name' v='幸福社区'/></relation>"
    "<relation id='23'><member type='way' ref='404' role='outer'/><tag k='type' v='multipolygon'/>"
    "<tag k='landuse' v='grass'/></relation>"
    "<node id='1' lat='40.00' lon='116.00'/><node id='2' lat='40.00' lon='116.01'/><node id='3' "
    "lat='40.01' lon='116.01'/>"
    "<node id='4' lat='40.01' lon='116.00'/><node id='5' lat='40.002' lon='116.002'/>"
    "<node id='6' lat='40.002' lon='116.003'/><node id='7' lat='40.003' lon='116.003'/>"
    "<node id='8' lat='40.005' lon='116.005'><tag k='railway' v='subway_entrance'/><tag k='ref' "
    "v='A'/></node>"
    "<node id='9' lat='95' lon='116'/>"
    "</osm>";

static TwMapImportResult
import_text (Fixture *f, const char *name, const char *text, const TwMapImportOptions *options)
{
  g_autofree char *path = fixture_write (f, name, text, -1);
  g_autoptr (GError) error = NULL;
  TwMapImportResult result;

  tw_import_map (f->store, f->pack, path, options, f->clock, NULL, NULL, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

static TwMapFeature *
find (GPtrArray *list, const char *ext_id)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (((TwMapFeature *) list->pdata[i])->ext_id, ext_id) == 0)
      return list->pdata[i];
  g_error ("no feature %s", ext_id);
}

static void
test_osm (void)
{
  Fixture f;
  TwMapImportResult r;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (TwDoc) community = NULL;
  TwMapFeature *feature;

  fixture_open (&f);
  r = import_text (&f, "a.osm", OSM, NULL);
  g_assert_cmpint (r.n_nodes, ==, 9);
  g_assert_cmpint (r.n_ways, ==, 8);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_NO_NODES], ==, 1);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_INCOMPLETE], ==, 1);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_POSITION], ==, 1);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_PLAIN], ==, 0); /* the power line has no tag we read */
  g_assert_cmpint (r.n_places_added, ==, 2);
  g_assert_cmpstr (r.attribution, ==, "© OpenStreetMap contributors");
  list = tw_map_pack_list (f.pack, &WORLD, 20, NULL);
  g_assert_cmpint (r.n_total, ==, list->len);
  feature = find (list, "way/10");
  g_assert_cmpstr (feature->name, ==, "A & B 路");
  g_assert_cmpstr (feature->klass, ==, "residential");
  feature = find (list, "way/11");
  g_assert_true (feature->closed);
  g_assert_cmpuint (feature->n_points, ==, 4);
  g_assert_cmpfloat (feature->height_m, ==, 18);
  /* A street in a circle is a line that ends where it begins. */
  feature = find (list, "way/17");
  g_assert_false (feature->closed);
  g_assert_cmpuint (feature->n_points, ==, 5);
  feature = find (list, "relation/20");
  g_assert_cmpuint (feature->n_parts, ==, 2);
  g_assert_cmpuint (feature->part_starts[1], ==, 4);
  g_assert_cmpuint (feature->n_points, ==, 7);
  g_assert_false (find (list, "relation/21")->closed);
  /* Half a boundary makes no community, a whole one does. */
  g_assert_null (community_named (&f, "half"));
  community = community_named (&f, "幸福社区");
  g_assert_nonnull (community);
  g_assert_cmpuint (json_array_get_length (tw_json_get_array (community->body, "ring")), ==, 4);
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (community->body, "lat", 0), 40.005, 1e-4);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_again (void)
{
  Fixture f;
  TwMapImportResult r;
  g_autoptr (TwDoc) before = NULL, after = NULL;
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_autofree char *moved = NULL;
  JsonObject *body;
  gint64 n;

  fixture_open (&f);
  r = import_text (&f, "a.osm", OSM, NULL);
  tw_map_import_result_clear (&r);
  n = tw_map_pack_count (f.pack, 0);
  r = import_text (&f, "a.osm", OSM, NULL);
  g_assert_cmpint (r.n_places_added, ==, 0);
  g_assert_cmpint (r.n_places_updated, ==, 0);
  g_assert_cmpint (r.n_places_known, ==, 2);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, n);
  tw_map_import_result_clear (&r);
  /* What a person changed stays when the map changes; what nobody touched follows the map. */
  before = community_named (&f, "幸福社区");
  body = json_object_ref (before->body);
  json_object_set_string_member (body, "name", "新名");
  tw_batch_put (batch, before->id, before->rev, body);
  g_assert_true (tw_store_put (f.store, g_steal_pointer (&batch), NULL, NULL));
  moved = g_strdup (OSM);
  memcpy (strstr (moved, "lat='40.005'"), "lat='40.006'", 12);
  memcpy (strstr (moved, "id='3' lat='40.01'"), "id='3' lat='40.02'", 18);
  r = import_text (&f, "a.osm", moved, NULL);
  g_assert_cmpint (r.n_places_updated, ==, 1);
  g_assert_cmpint (r.n_places_known, ==, 1);
  after = community_named (&f, "新名");
  g_assert_nonnull (after);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static TwMapUndoResult
exchange (Fixture *f, const TwMapImportResult *import, gboolean undo)
{
  g_autoptr (GError) error = NULL;
  TwMapUndoResult result;

  tw_import_map_undo (f->store, f->pack, import->import_id, import->generation, undo, f->clock,
                      &result, &error);
  g_assert_no_error (error);
  return result;
}

static double
latitude_of (Fixture *f, const char *community)
{
  g_autoptr (TwDoc) doc = community_named (f, community);

  return doc != NULL ? tw_json_get_double (doc->body, "lat", 0) : 0;
}

/* Map and places go back to what they were, and come again; what is in use stays. */
static void
test_undo (void)
{
  Fixture f;
  TwMapImportResult first, second;
  TwMapUndoResult undone;
  g_autofree char *moved = g_strdup (OSM);
  g_autoptr (TwDoc) import = NULL;
  double lat;
  gint64 n;

  memcpy (strstr (moved, "id='3' lat='40.01'"), "id='3' lat='40.02'", 18);
  fixture_open (&f);
  first = import_text (&f, "a.osm", OSM, NULL);
  n = tw_map_pack_count (f.pack, 0);
  lat = latitude_of (&f, "幸福社区");
  second = import_text (&f, "a.osm", moved, NULL);
  g_assert_cmpint (second.n_places_updated, ==, 1);
  g_assert_cmpfloat (latitude_of (&f, "幸福社区"), !=, lat);
  undone = exchange (&f, &second, TRUE);
  g_assert_cmpint (undone.n_places, ==, 1);
  g_assert_cmpint (undone.n_features, ==, n);
  g_assert_cmpfloat (latitude_of (&f, "幸福社区"), ==, lat);
  undone = exchange (&f, &first, TRUE);
  g_assert_cmpint (undone.n_places, ==, 2);
  g_assert_cmpint (count_type (&f, "place"), ==, 0);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, 0);
  import = tw_store_get (f.store, first.import_id, NULL);
  g_assert_true (json_object_has_member (import->body, "undone"));
  exchange (&f, &first, FALSE);
  g_clear_pointer (&import, tw_doc_free);
  import = tw_store_get (f.store, first.import_id, NULL);
  g_assert_false (json_object_has_member (import->body, "undone"));
  exchange (&f, &second, FALSE);
  g_assert_cmpint (count_type (&f, "place"), ==, 2);
  g_assert_cmpfloat (latitude_of (&f, "幸福社区"), !=, lat);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, n);
  tw_map_import_result_clear (&first);
  tw_map_import_result_clear (&second);
  fixture_close (&f);
}

/* A community that requests name, and one somebody renamed, stay when their map goes. */
static void
test_undo_in_use (void)
{
  static const char *const NAMES[] = { "named", "renamed", "neither" };
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  TwMapImportOptions options = { .as_place = "community" };
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_autoptr (TwDoc) renamed = NULL;
  TwRequestImportResult requests;
  TwMapImportResult r;
  TwMapUndoResult undone;
  Fixture f;

  for (int i = 0; i < 3; i++)
    g_string_append_printf (
        text,
        "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\"},\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":[[[%d,40],[%d.5,40],[%d.5,40.5],[%d,40]]]}}",
        i > 0 ? "," : "", NAMES[i], 116 + i, 116 + i, 116 + i, 116 + i);
  g_string_append (text, "]}");
  fixture_open (&f);
  r = import_text (&f, "a.geojson", text->str, &options);
  g_assert_cmpint (r.n_places_added, ==, 3);
  fixture_import (&f, "r.csv", "when,service,community\n2026-03-01 08:00,repair,named\n", NULL,
                  &requests);
  tw_request_import_result_clear (&requests);
  renamed = community_named (&f, "renamed");
  json_object_set_string_member (renamed->body, "name", "new name");
  tw_batch_put (batch, renamed->id, renamed->rev, json_object_ref (renamed->body));
  g_assert_true (tw_store_put (f.store, g_steal_pointer (&batch), NULL, NULL));
  undone = exchange (&f, &r, TRUE);
  g_assert_cmpint (undone.n_places, ==, 1);
  g_assert_cmpint (undone.n_kept, ==, 2);
  g_assert_cmpint (undone.n_features, ==, 0);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static const char GEOJSON[] =
    "{\"features\":[{\"geometry\":{\"coordinates\":[[[116,40],[116.01,40],[116.01,40.01],[116,40."
    "01],[116,40]],"
    "[[116.002,40.002],[116.003,40.002],[116.003,40.003],[116.002,40.002]]],\"type\":\"Polygon\"},"
    "\"properties\":{\"name\":\"和平社区\",\"kind\":\"community\",\"nested\":{\"name\":\"no\","
    "\"x\":[1,{\"y\":2}]}},"
    "\"type\":\"Feature\"},"
    "{\"type\":\"Feature\",\"id\":\"way/"
    "77\",\"properties\":{\"highway\":\"primary\",\"name\":\"学院路\"},"
    "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[116,40,50.5],[116.01,40.01,51]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"building\":\"yes\",\"height\":12.5},\"geometry\":{"
    "\"type\":\"MultiPolygon\","
    "\"coordinates\":[[[[116,40],[116.001,40],[116.001,40.001],[116,40]]],[[[116.1,40],[116.101,40]"
    ",[116.101,40.001],"
    "[116.1,40]]]]}},"
    "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"MultiPoint\","
    "\"coordinates\":[[116,40],[116.5,40]]}},"
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null},"
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[40,"
    "116]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"双\"},\"geometry\":{\"geometries\":[{"
    "\"type\":\"Point\","
    "\"coordinates\":[116,40]},{\"type\":\"LineString\",\"coordinates\":[[116,40],[116.1,40]]}],"
    "\"type\":\"GeometryCollection\"}},"
    "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
    "[[[116,40]]]}}"
    "],\"type\":\"FeatureCollection\",\"attribution\":\"街道办\"}";

static void
test_geojson (void)
{
  Fixture f;
  TwMapImportResult r;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (TwDoc) community = NULL;
  TwMapFeature *building;

  fixture_open (&f);
  r = import_text (&f, "a.geojson", GEOJSON, NULL);
  g_assert_cmpint (r.n_features[TW_MAP_BOUNDARY], ==, 1);
  g_assert_cmpint (r.n_features[TW_MAP_STREET], ==, 2);
  g_assert_cmpint (r.n_features[TW_MAP_BUILDING], ==, 1);
  g_assert_cmpint (r.n_features[TW_MAP_POI], ==, 3);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_SHAPE], ==, 2);
  g_assert_cmpint (r.n_skipped[TW_MAP_SKIP_POSITION], ==, 1);
  g_assert_cmpstr (r.attribution, ==, "街道办");
  list = tw_map_pack_list (f.pack, &WORLD, 20, NULL);
  g_assert_cmpstr (find (list, "way/77")->name, ==, "学院路");
  building = NULL;
  for (guint i = 0; i < list->len; i++)
    if (((TwMapFeature *) list->pdata[i])->kind == TW_MAP_BUILDING)
      building = list->pdata[i];
  g_assert_cmpfloat (building->height_m, ==, 12.5);
  g_assert_cmpuint (building->n_parts, ==, 2);
  community = community_named (&f, "和平社区");
  g_assert_nonnull (community);
  tw_map_import_result_clear (&r);
  r = import_text (&f, "b.geojson", GEOJSON, NULL);
  g_assert_cmpint (r.n_places_added, ==, 0);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_geojson_roots (void)
{
  static const char POLYGON[] =
      "{\"type\":\"Polygon\",\"coordinates\":[[[116,40],[116.1,40],[116.1,40.1],[116,40]]]}";
  g_autofree char *feature =
      g_strdup_printf ("{\"type\":\"Feature\",\"properties\":{\"name\":\"甲\"},\"geometry\":%s}",
                       POLYGON);
  g_autofree char *second =
      g_strdup_printf ("{\"type\":\"Feature\",\"geometry\":%s,\"properties\":{\"name\":\"乙\"}}",
                       POLYGON);
  g_autofree char *lines = g_strdup_printf ("%s\n%s\n", feature, second);
  g_autofree char *sequence = g_strdup_printf ("\x1e%s\n\x1e%s\n", feature, second);
  g_autofree char *array = g_strdup_printf ("[%s,%s]", feature, second);
  const struct {
    const char *text;
    int n;
  } CASES[] = { { POLYGON, 1 }, { feature, 1 }, { lines, 2 }, { sequence, 2 }, { array, 2 } };
  TwMapImportOptions options = { .as_place = "community" };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      Fixture f;
      TwMapImportResult r;

      fixture_open (&f);
      r = import_text (&f, "a.json", CASES[i].text, &options);
      g_assert_cmpint (r.n_features[TW_MAP_BOUNDARY], ==, CASES[i].n);
      g_assert_cmpint (r.n_places_added, ==, CASES[i].n);
      tw_map_import_result_clear (&r);
      fixture_close (&f);
    }
}

static void
test_datum (void)
{
  TwLatLon gcj = tw_datum_from_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ 39.99, 116.35 });
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"Feature\",\"properties\":{\"kind\":\"school\",\"name\":\"x\"},"
                       "\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.9f,%.9f]}}",
                       gcj.lon, gcj.lat);
  TwMapImportOptions options = { .datum = TW_DATUM_GCJ02 };
  TwMapImportResult r;
  Fixture f;

  fixture_open (&f);
  r = import_text (&f, "a.json", text, &options);
  g_assert_cmpfloat_with_epsilon (r.extent.south, 39.99, 2e-7);
  g_assert_cmpfloat_with_epsilon (r.extent.west, 116.35, 2e-7);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

/* Whatever is wrong with a file, the old map stays and the message says what to do. */
static void
test_broken (void)
{
  g_autofree char *cut = g_strndup (OSM, strlen (OSM) - 40);
  g_autofree char *cut_json = g_strndup (GEOJSON, 300);
  g_autofree char *much = g_strnfill (9 * 1024 * 1024, 'a');
  g_autofree char *silence = g_strdup_printf ("<osm><x a='%s", much);
  const struct {
    const char *text, *says;
    gssize len;
  } CASES[] = {
    { "", "empty", -1 },
    { cut, "cut off", -1 },
    { cut_json, "cut off", -1 },
    { "<gpx></gpx>", "gpx", -1 },
    { "<osm><node id='1' lat='x' lon='2'/></osm>", "line 1", -1 },
    { "<osm>\n<node id='1' lat='1'", "line 2", -1 },
    { "<osm>\n\n<a></b></osm>", "line 3", -1 },
    { "<osm><node id='1' lat='1' lon='1'/></osm>", "no streets", -1 },
    { "{\"type\":\"LineString\",\"coordinates\":[[39.9,116.3],[39.9,116.4]]}", "outside the globe",
      -1 },
    { "{\"type\":\"Topology\"}", "TopoJSON", -1 },
    { "{\"a\":1}", "GeoJSON", -1 },
    { "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:"
      "3857\"}},\"features\":[]}",
      "WGS 84", -1 },
    { "\x7f"
      "ELF\0\0\0\1\2\3",
      "no map", 10 },
    { "PK\3\4zip", "ZIP", -1 },
    { silence, "MiB", -1 },
    { "\x1f\x8b\x08\0\0\0\0\0", "packing", 8 },
  };
  Fixture f;
  TwMapImportResult r;

  fixture_open (&f);
  r = import_text (&f, "a.osm", OSM, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = fixture_write (&f, "a.osm", CASES[i].text, CASES[i].len);
      GError *error = NULL;

      g_assert_false (
          tw_import_map (f.store, f.pack, path, NULL, f.clock, NULL, NULL, NULL, NULL, &error));
      g_assert_true (strstr (error->message, "a.osm") != NULL);
      assert_says (error, CASES[i].says);
      g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, r.n_total);
    }
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_gzip (void)
{
  g_autoptr (GZlibCompressor) pack = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (pack));
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  TwMapImportResult r;
  Fixture f;

  fixture_open (&f);
  g_assert_true (g_output_stream_write_all (out, OSM, strlen (OSM), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  path = fixture_write (&f, "a.osm.gz",
                        g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                        (gssize) g_memory_output_stream_get_data_size (
                            G_MEMORY_OUTPUT_STREAM (memory)));
  tw_import_map (f.store, f.pack, path, NULL, f.clock, NULL, NULL, NULL, &r, &error);
  g_assert_no_error (error);
  g_assert_cmpint (r.n_nodes, ==, 9);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = NULL;
  GError *error = NULL;
  Fixture f;

  fixture_open (&f);
  path = fixture_write (&f, "a.osm", OSM, -1);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      tw_import_map (f.store, f.pack, path, NULL, f.clock, cancellable, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, 0);
  g_assert_cmpint (count_type (&f, "place"), ==, 0);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-map/osm", test_osm);
  g_test_add_func ("/import-map/again", test_again);
  g_test_add_func ("/F80/import-map/undo", test_undo);
  g_test_add_func ("/F80/import-map/undo-in-use", test_undo_in_use);
  g_test_add_func ("/import-map/geojson", test_geojson);
  g_test_add_func ("/import-map/geojson-roots", test_geojson_roots);
  g_test_add_func ("/import-map/datum", test_datum);
  g_test_add_func ("/import-map/broken", test_broken);
  g_test_add_func ("/import-map/gzip", test_gzip);
  g_test_add_func ("/import-map/cancel", test_cancel);
  return g_test_run ();
}

"""Any county of the United States from public data: `python -m services.geo.county 24031 <url or folder>`."""

import sys

from services.common import settings
from services.geo import load
from services.geo.layers.features import LayerUnusable
from services.geo.layers.manifest import ManifestUnusable
from services.geo.tiger.manifest import write_manifest


def main(arguments: list[str]) -> int:
    """Write the county's manifest into the state folder, or where it is said, and load it."""
    options = [one for one in arguments if one.startswith("--")]
    plain = [one for one in arguments if not one.startswith("--")]
    if len(plain) != 2:
        print("usage: python -m services.geo.county <five digits> <url or folder> [--dry-run]", file=sys.stderr)
        return 2
    fips, source = plain
    folder = settings.state_folder() / "counties"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        manifest = write_manifest(fips, source, folder / f"{fips}.toml", print)
    except (LayerUnusable, ManifestUnusable) as unusable:
        print(f"hub311: geo: {unusable}", file=sys.stderr)
        return 1
    print(f"hub311: geo: the manifest is {manifest}")
    return load.main([*options, str(manifest)])


if __name__ == "__main__":
    load.bound_memory()
    sys.exit(main(sys.argv[1:]))
